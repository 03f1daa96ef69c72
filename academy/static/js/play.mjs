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
  button.setAttribute("aria-pressed", String(stopped))
}

document.addEventListener("htmx:load", () => document.querySelectorAll("[data-clock]").forEach(label))
document.querySelectorAll("[data-clock]").forEach(label)

// A draft is kept by run and post. One that was sent goes when the page shows that its move was made.
const key = (form) => `draft/${feed.dataset.run}/${form.elements.post?.value ?? ""}`
const numberOf = (form) => Number(form.elements.number.value)

for (const form of document.querySelectorAll(".panel form")) {
  const kept = JSON.parse(sessionStorage.getItem(key(form)) ?? "null")
  if (kept?.sent && kept.sent < numberOf(form)) sessionStorage.removeItem(key(form))
  else if (kept && !form.elements.reply.value) form.elements.reply.value = kept.text
}

document.addEventListener("input", (event) => keep(event.target.closest(".panel form")))
document.addEventListener("submit", (event) => {
  const form = event.target.closest(".panel form")
  if (form) keep(form, numberOf(form))
})

function keep(form, sent) {
  if (!form) return
  sessionStorage.setItem(key(form), JSON.stringify({ text: form.elements.reply.value, sent }))
}
