// A form that could not be taken: its summary gets the focus, its links lead into the field.
const summary = document.querySelector("[data-focus]")

summary?.focus()
summary?.addEventListener("click", (event) => {
  const anchor = event.target.closest("a")?.hash.slice(1)
  const field = anchor && document.getElementById(anchor)
  if (!field) return
  event.preventDefault()
  field.closest("details")?.setAttribute("open", "")
  const shown = field.matches("details") ? field.querySelector("summary") : field
  ;(field.closest(".field") ?? shown).scrollIntoView()
  shown.focus({ preventScroll: true })
})
