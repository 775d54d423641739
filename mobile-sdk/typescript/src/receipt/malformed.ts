/** What is shown is no receipt. Never leaves this folder: it becomes the verdict `malformed`. */
export class Malformed extends Error {}
