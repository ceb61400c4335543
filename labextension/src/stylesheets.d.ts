/** A style sheet as text, put together and made small when the modules are built. */
declare module '*.css' {
  const css: string;
  export default css;
}
