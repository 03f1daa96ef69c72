// The play page: the clock stands while nobody looks, and what was typed survives a reload.
const feed = document.getElementById("feed")
let stopped = false

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "desk" && (stopped || document.hidden)) event.preventDefault()
})

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-clock]")
  if (!button) return
  stopped = !stopped
  label(button)
})

function label(button) {
  button.hidden = false
  button.textContent = stopped ? button.dataset.go : button.dataset.stop
}

document.addEventListener("htmx:load", () => document.querySelectorAll("[data-clock]").forEach(label))
document.querySelectorAll("[data-clock]").forEach(label)

// A draft is kept by run and post. One that was sent goes when the page shows that its move was made.
const key = (form) => `draft/${feed.dataset.run}/${form.elements.post?.value ?? ""}`
const numberOf = (form) => Number(form.elements.number.value)

for (const form of document.querySelectorAll(".panel form")) {
  const kept = JSON.parse(sessionStorage.getItem(key(form)) ?? "null")
  if (kept?.sent && kept.sent < numberOf(form)) sessionStorage.removeItem(key(form))
  else if (kept && !form.elements.reply.value) restore(form, kept)
}

function restore(form, kept) {
  const chosen = form.querySelector(`[name=action][value="${kept.action}"]`)
  if (chosen) chosen.checked = true
  chosen?.dispatchEvent(new Event("change", { bubbles: true })) // narrows the targets before one is chosen
  if (form.elements.target && kept.target) form.elements.target.value = kept.target
  form.elements.reply.value = kept.reply
  form.closest(".panel").open = true
  form.elements.reply.dispatchEvent(new Event("input", { bubbles: true }))
}

for (const event of ["input", "change"]) document.addEventListener(event, (event) => keep(event.target.closest(".panel form")))
document.addEventListener("submit", (event) => {
  const form = event.target.closest(".panel form")
  if (form) keep(form, numberOf(form))
})

function keep(form, sent) {
  if (!form) return
  const { action, target, reply } = Object.fromEntries(new FormData(form))
  sessionStorage.setItem(key(form), JSON.stringify({ action, target, reply, sent }))
}
