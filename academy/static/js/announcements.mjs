// Reads out, politely and in one go, what arrives later in a live part of the page.
const AT_ONCE = 3
const PAUSE = 500

const region = document.getElementById("announcements")
let waiting = []
let timer

for (const live of document.querySelectorAll("[data-live]")) {
  new MutationObserver((changes) => collect(live, changes)).observe(live, { childList: true, subtree: true })
}

function collect(live, changes) {
  const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.nodeType === Node.ELEMENT_NODE)
  waiting.push(...added.flatMap(announced).map((element) => element.dataset.announce))
  clearTimeout(timer)
  timer = setTimeout(() => speak(live), PAUSE)
}

function announced(element) {
  return [...(element.matches("[data-announce]") ? [element] : []), ...element.querySelectorAll("[data-announce]")]
}

function speak(live) {
  if (!waiting.length) return
  region.textContent = waiting.length > AT_ONCE && live.dataset.announceMany ? live.dataset.announceMany : waiting.join(". ")
  waiting = []
}
