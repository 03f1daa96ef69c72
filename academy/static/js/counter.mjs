// Counts down what is left of a textarea's limit while typing; says it aloud only after a pause.
const PAUSE = 1200

export function enhance(root) {
  for (const area of root.querySelectorAll("textarea[data-limit]:not([data-counted])")) {
    area.dataset.counted = ""
    count(area)
  }
}

function count(area) {
  const shown = document.getElementById(`${area.id}-limit`)
  if (!shown) return
  const spoken = document.createElement("span")
  spoken.className = "visually-hidden"
  spoken.setAttribute("aria-live", "polite")
  shown.after(spoken)
  let waiting
  const update = () => {
    shown.textContent = words(area, shown)
    shown.classList.toggle("field__counter--over", left(area) < 0)
    clearTimeout(waiting)
    waiting = setTimeout(() => (spoken.textContent = left(area) < 100 ? shown.textContent : ""), PAUSE)
  }
  area.addEventListener("input", update)
  if (area.value) update()
}

function left(area) {
  // the server counts characters, not UTF-16 units, and sees line ends as one
  return Number(area.dataset.limit) - [...area.value].length
}

function words(area, shown) {
  const rest = left(area)
  return (rest < 0 ? shown.dataset.over : shown.dataset.left).replace("{count}", Math.abs(rest))
}
