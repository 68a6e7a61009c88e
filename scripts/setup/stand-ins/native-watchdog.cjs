/**
 * Stands in for @vscode/native-watchdog in VS Code for the browser. The real one is native code that ends the
 * extension host when VS Code dies; the extension host watches for that in JavaScript, too.
 */
exports.start = () => {};
exports.exit = (code) => process.exit(code || 0);
