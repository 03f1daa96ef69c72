// A <template> of the page, filled with values: always as text, so that nobody's words become markup.
//
//   filled(template, { author: "Asma", text: "…", late: true })
//
// [data-text="author"] gets the text, [data-if="late"] stays if the value is truthy and [data-unless="late"] if it is not,
// [data-set="lang:language dir:direction"] sets attributes where there is a value. The template holds one element.
export function filled(template, values) {
  const made = template.content.firstElementChild.cloneNode(true)
  fill(made, values)
  return made
}

export function fill(element, values) {
  for (const each of [element, ...element.querySelectorAll("*")]) {
    const { text, if: wanted, unless: unwanted, set } = each.dataset
    if (text !== undefined) each.textContent = values[text] ?? ""
    if (wanted !== undefined) each.hidden = !values[wanted]
    if (unwanted !== undefined) each.hidden = Boolean(values[unwanted])
    for (const pair of set?.split(" ") ?? []) setOne(each, ...pair.split(":"), values)
  }
}

function setOne(element, attribute, key, values) {
  const value = values[key]
  if (value === undefined || value === null) element.removeAttribute(attribute)
  else element.setAttribute(attribute, value)
}
