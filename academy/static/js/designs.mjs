// The live preview of a design: asks again when the server was busy, empties file fields whose picture is kept, and says
// when nothing could be brought. What brings the preview is htmx.
const AGAIN = 1500

const preview = document.querySelector("[data-preview]")
const problems = document.getElementById("preview-problems")

preview.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 429) setTimeout(() => htmx.trigger(preview, "again"), AGAIN)
  else problems.textContent = preview.dataset.lost
})
preview.addEventListener("htmx:sendError", () => (problems.textContent = preview.dataset.lost))

document.addEventListener("htmx:load", (event) => {
  const taken = event.target.dataset?.takenFrom
  if (taken) document.getElementById(taken).value = ""
})

preview.closest("form").addEventListener("input", refuseLarge, true)

// a file that the server would refuse is not sent with every change
function refuseLarge(event) {
  const field = event.target
  if (!(field.files?.[0]?.size > Number(field.dataset.largest))) return
  field.value = ""
  problems.textContent = field.dataset.tooLarge
  event.stopImmediatePropagation()
}
