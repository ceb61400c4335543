/** The npm file of anywidget calls `define`; the build hands us the factory that it defines. */
declare module 'anywidget' {
  export default function (base: {
    DOMWidgetModel: unknown;
    DOMWidgetView: unknown;
  }): { AnyModel: unknown; AnyView: unknown };
}
