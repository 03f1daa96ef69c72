// The device's memory of unsent words; where it is full or forbidden, this page's own.
const own = new Map()
const PREFIX = "unsent/"

export function put(place, value) {
  own.set(place, value)
  try {
    localStorage.setItem(place, JSON.stringify(value))
  } catch {
    // kept in this page at least
  }
}

export function get(place) {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "null") ?? own.get(place) ?? null
  } catch {
    return own.get(place) ?? null
  }
}

export function drop(place) {
  own.delete(place)
  try {
    localStorage.removeItem(place)
  } catch {
    // nothing is there
  }
}

// All of one run, or of whoever leaves this device.
export function clear(run = "") {
  try {
    for (const place of Object.keys(localStorage)) if (place.startsWith(`${PREFIX}${run}`)) drop(place)
  } catch {
    // nothing is there
  }
}
