// The page of a task: the text is kept as it is written, and its words are counted.
import * as shelf from "./shelf.mjs"
import { Draft } from "./draft.mjs"
import { attend } from "./keeping.mjs"

// Words as the server counts them: what stands between spaces and has a letter or a figure.
const words = (text) => text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length

function countWords(area) {
  const shown = document.getElementById(`${area.id}-count`)
  const update = () => {
    const count = words(area.value)
    const over = count > Number(shown.dataset.most ?? Infinity)
    shown.textContent = (over ? shown.dataset.over : shown.dataset.words).replace("{count}", count)
    shown.classList.toggle("field__counter--over", over)
  }
  area.addEventListener("input", update)
  update()
}

const area = document.querySelector("textarea[data-keep]")
if (area) {
  countWords(area)
  const draft = new Draft(area.form, { url: area.dataset.keep, place: `unsent/task/${area.dataset.attempt}`, area })
  attend(new Map([[area.form, draft]]))
  draft.begin()
}

// what was submitted has no place on this device any more
const submitted = document.querySelector("[data-submitted]")?.dataset.submitted
if (submitted) for (const place of ["", "/aside"]) shelf.drop(`unsent/task/${submitted}${place}`)
