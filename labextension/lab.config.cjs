/** What JupyterLab's builder is told beside its own: our modules name each other without `.js`. */
module.exports = {
  module: { rules: [{ test: /\.m?js$/, resolve: { fullySpecified: false } }] }
};
