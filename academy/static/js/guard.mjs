// Asks before typed words are left behind.
const changed = new Set()

export function enhance(root) {
  for (const form of root.querySelectorAll("form[data-guard]:not([data-guarded])")) {
    form.dataset.guarded = ""
    form.addEventListener("input", () => (typed(form) ? changed.add(form) : changed.delete(form)))
    form.addEventListener("submit", () => changed.delete(form))
  }
}

function typed(form) {
  return [...form.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue)
}

addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault()
})
