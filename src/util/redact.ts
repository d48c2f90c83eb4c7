const userInfo = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"'@]+@/giu;
const secretParameter =
  /([?&;](?:[\w.-]*(?:token|secret|passw|pwd|signature|sig|credential|key|auth)[\w.-]*)=)[^&;#\s"'\\]+/giu;

/** The text without what opens a door: user and password of its URLs, and values of parameters such as `token` or `X-Amz-Signature`. */
export function redactSecrets(text: string): string {
  return text.replace(userInfo, "$1***@").replace(secretParameter, "$1***");
}
