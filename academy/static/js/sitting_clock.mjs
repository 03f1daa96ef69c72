// The clock of a sitting goes on by itself from what the server told last: { second, speed, state }.
export function ticking(told) {
  let since = Date.now()
  const clock = {
    state: told.state,
    second: () => told.second + Math.floor(((Date.now() - since) / 1000) * told.speed),
    set(newer) {
      told = newer
      since = Date.now()
      clock.state = newer.state
    },
  }
  return clock
}
