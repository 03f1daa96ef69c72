// Narrows the targets of an action panel to those of the chosen action.
export function enhance(root) {
  for (const panel of root.querySelectorAll(".panel:not([data-narrowed])")) {
    panel.dataset.narrowed = ""
    panel.addEventListener("change", (event) => event.target.name === "action" && narrow(panel, event.target.value))
    const chosen = panel.querySelector("[name=action]:checked")
    if (chosen) narrow(panel, chosen.value)
  }
}

function narrow(panel, action) {
  const select = panel.querySelector("select[name=target]")
  if (!select) return
  for (const group of select.querySelectorAll("optgroup")) {
    group.hidden = group.disabled = group.dataset.action !== action
  }
  if (select.selectedOptions[0]?.parentElement.disabled) select.value = ""
}
