/** What the views of Backbone and anywidget use of jQuery: an element in a wrapper, which can be emptied. */
export default function wrapped(element) {
  const wrapper = Object.create(wrapped.prototype);
  return Object.assign(wrapper, { 0: element, length: 1 });
}

wrapped.prototype.empty = function () {
  this[0].replaceChildren();
  return this;
};
