"""What `dstack_jupyter` offers, by what one wants to do. Each verb imports what it needs when it is called."""
