// What words would earn, beside the box in which an author types them. htmx brings the answers; this opens the panels when
// they are looked at, takes the line at the cursor, and says when nothing could be brought.
const AGAIN = 5000

for (const panel of document.querySelectorAll("[data-earns]")) enhance(panel)
document.addEventListener("studio:fields", ({ target }) => target.querySelectorAll("[data-earns]").forEach(enhance))

function enhance(panel) {
  const around = panel.closest("details") ?? panel.parentElement
  const answer = panel.querySelector(".earned")
  const tried = panel.querySelector("[data-tried]")

  const look = () => window.htmx?.trigger(panel, "look")
  const isEmpty = () => !answer.childElementCount
  // the first answer comes when the author comes here, not for every panel of a long page at once
  const asking = panel.querySelector("[data-look]")
  around.addEventListener("focusin", ({ target }) => target !== asking && isEmpty() && look())
  panel.addEventListener("htmx:responseError", (event) => {
    const busy = event.detail.xhr.status === 429
    answer.textContent = busy ? panel.dataset.wait : panel.dataset.lost
    if (busy) setTimeout(look, AGAIN)
  })
  panel.addEventListener("htmx:sendError", () => (answer.textContent = panel.dataset.lost))

  asking?.addEventListener("click", look)
  if (asking) asking.hidden = false
  const button = panel.querySelector("[data-take-line]")
  if (button) offer(button, tried, around)
}

function offer(button, tried, around) {
  let last
  around.addEventListener("focusout", ({ target }) => {
    if (target.matches("textarea") && target !== tried) last = target
  })
  button.hidden = false
  button.addEventListener("click", () => {
    const box = last ?? around.querySelector("textarea")
    tried.value = lineAt(box.value, box.selectionStart)
    tried.dispatchEvent(new Event("input", { bubbles: true }))
    tried.focus()
  })
}

function lineAt(text, place) {
  const start = text.lastIndexOf("\n", place - 1) + 1
  const end = text.indexOf("\n", place)
  return text.slice(start, end < 0 ? undefined : end)
}
