// Tells the platform that the registration is done: it closes this page, and shows the tool
// (LTI Dynamic Registration 1.0, 3.7). Which of its hosts frames us is not known, and nothing in the message is secret.
const button = document.querySelector("[data-close]")
const platform = window.opener ?? window.parent
if (platform !== window) {
  button.hidden = false
  button.addEventListener("click", () => platform.postMessage({ subject: "org.imsglobal.lti.close" }, "*"))
  button.focus()
}
