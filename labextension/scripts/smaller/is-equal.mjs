/** Underscore's comparison instead of lodash's: the widgets compare plain values and buffers. */
export { default } from '../../node_modules/underscore/modules/isEqual.js';
