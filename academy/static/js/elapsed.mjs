// A time on a stop watch, from seconds: 4:05, or 1:04:05.
const two = (number) => String(number).padStart(2, "0")

export function elapsed(seconds) {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
