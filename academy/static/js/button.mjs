// Copy buttons appear where the browser can copy.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false
    button.addEventListener("click", () => copy(button))
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy)
  const words = button.querySelector("span")
  const before = words.textContent
  words.textContent = button.dataset.copied
  document.getElementById("announcements").textContent = button.dataset.copied
  setTimeout(() => (words.textContent = before), 2000)
}
