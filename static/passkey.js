/* When a passkey is cancelled or this browser cannot do it: say so in words beside the button. */
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  const button = document.querySelector('[id^="passkey-button"]')
  if (!button) return
  let line = document.getElementById('passkey-said')
  if (!line) {
    line = document.createElement('p')
    line.id = 'passkey-said'
    line.className = 'field-error'
    line.setAttribute('role', 'alert')
    button.closest('form').append(line)
  }
  line.textContent = window.PublicKeyCredential
    ? 'The passkey was not used. Try again, or use another way.'
    : 'This browser cannot use passkeys. Use another way.'
})
