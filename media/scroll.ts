/** Keeps the end of the conversation in view for as long as the reader has it in view. */
export interface Scroll {
  /** To be called after the content grew. */
  follow(): void;
  /** Goes to the end, and follows it from then on. */
  toEnd(): void;
  /** Goes to `top` pixels and stays there. */
  to(top: number): void;
  atEnd(): boolean;
}

/** So near to the end, in pixels, still counts as being there. */
const nearEnd = 24;

/**
 * @param content what grows inside `box`, the element that scrolls
 * @param onMove called when the reader or the content moved
 */
export function createScroll(box: HTMLElement, content: HTMLElement, onMove: () => void): Scroll {
  let following = true;
  let lastTop = 0;

  const toEnd = () => {
    following = true;
    box.scrollTop = box.scrollHeight;
  };
  const follow = () => {
    if (following) box.scrollTop = box.scrollHeight;
    onMove();
  };

  box.addEventListener('scroll', () => {
    const left = box.scrollHeight - box.clientHeight - box.scrollTop;
    if (left <= nearEnd) following = true;
    // Growing content also leaves the end behind: only who moves up wants to read there.
    else if (box.scrollTop < lastTop) following = false;
    lastTop = box.scrollTop;
    onMove();
  });
  const sizes = new ResizeObserver(follow);
  sizes.observe(box);
  sizes.observe(content);

  return {
    follow,
    toEnd: () => {
      toEnd();
      onMove();
    },
    to: (top) => {
      following = false;
      box.scrollTop = top;
      lastTop = box.scrollTop;
      onMove();
    },
    atEnd: () => following,
  };
}
