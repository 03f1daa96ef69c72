// A phrase of the comment bank goes into its field where the cursor was; without this script the server puts it at the end.
for (const button of document.querySelectorAll("[data-insert]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault()
    const field = document.getElementById(button.dataset.insert)
    const { selectionStart: start, selectionEnd: end, value } = field
    const gap = start > 0 && !/\s$/.test(value.slice(0, start)) ? " " : ""
    field.setRangeText(gap + button.dataset.words, start, end, "end")
    field.dispatchEvent(new Event("input", { bubbles: true }))
    field.focus()
  })
}
