// A part that asks how far something is rests while nobody looks at the page.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-pause]")) event.preventDefault()
})
