// What the tests look at in a page, each a function that gives back plain data. Loaded by tests/browser/visits.py.
({
  // Text that ends outside the window, unless the reader can scroll to it, or it is out of sight on purpose.
  textOutside() {
    const excused = (element) => {
      for (let e = element; e; e = e.parentElement) {
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        if (/auto|scroll/.test(style.overflowX) && e !== document.body && e !== document.documentElement) return true;
        if (style.visibility === 'hidden' || e.getAttribute('aria-hidden') === 'true') return true;
        if ((box.width <= 1 && box.height <= 1) || (e.matches('a') && box.bottom <= 0)) return true;
      }
      return false;
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim(), parent = walker.currentNode.parentElement;
      if (!text || /^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT)$/.test(parent.tagName)) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const box = [...range.getClientRects()].find((b) => b.width && (b.right > innerWidth + 1 || b.left < -1));
      if (box && !excused(parent))
        found.push(`"${text.slice(0, 40)}" from ${Math.round(box.left)} to ${Math.round(box.right)} px`);
    }
    return found;
  },

  // Links and controls under 24 by 24 px that are no part of a sentence (WCAG 2.2, 2.5.8, with its exception "inline").
  smallTargets() {
    const found = [];
    const targets = 'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]';
    for (const target of document.querySelectorAll(targets)) {
      const box = target.getBoundingClientRect();
      if (!target.checkVisibility({visibilityProperty: true}) || box.width <= 1 || box.height <= 1) continue;
      if (box.bottom <= 0 || box.right <= 0) continue;  // shown when it has the focus
      if (box.width >= 23.99 && box.height >= 23.99) continue;
      if (getComputedStyle(target).display === 'inline') {
        let block = target.parentElement;
        while (getComputedStyle(block).display === 'inline') block = block.parentElement;
        const copy = block.cloneNode(true);
        copy.querySelectorAll('a, button').forEach((each) => each.remove());
        if (/[\p{L}\p{N}]/u.test(copy.textContent)) continue;
      }
      found.push(`${target.outerHTML.slice(0, 90)} is ${box.width.toFixed(1)} by ${box.height.toFixed(1)} px`);
    }
    return found;
  },

  // For one figure, after a click on it: what is wrong with the slip that is open now, or nothing.
  opened(id) {
    const link = document.getElementById(id), slip = document.querySelector(':target');
    const name = link.getAttribute('href');
    if (!slip || '#' + slip.id !== name) return `${name} is not opened`;
    const box = slip.getBoundingClientRect();
    if (!slip.checkVisibility({visibilityProperty: true, opacityProperty: true}) || !box.width || !box.height)
      return `${name} is opened and not seen`;
    if (box.left < -1 || box.right > innerWidth + 1) return `${name} leaves the window`;
    if (box.bottom <= 0 || box.top >= innerHeight) return `${name} opens out of sight`;
    const block = link.closest('p, li, dd, dt, td, th, blockquote, figcaption, h2, h3') || link;
    if (block.contains(slip)) return '';
    const range = document.createRange();
    range.selectNodeContents(block);
    for (const line of range.getClientRects()) {
      const wide = Math.min(line.right, box.right) - Math.max(line.left, box.left);
      const high = Math.min(line.bottom, box.bottom) - Math.max(line.top, box.top);
      if (wide > 1 && high > 1) return `${name} covers text of its paragraph`;
    }
    return '';
  },

  // For one figure: the middle of its first line in the window, whether its source is open, whether it has the focus.
  figure(id) {
    const link = document.getElementById(id), slip = document.getElementById(link.hash.slice(1));
    const box = link.getClientRects()[0];
    return {
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      open: slip === document.querySelector(':target') && slip.checkVisibility(),
      focused: link === document.activeElement,
    };
  },

  // What has the focus now, where it stands in the page, and whether it is marked and in view; null where nothing has it.
  focus() {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    return {
      name: e.outerHTML.slice(0, 90),
      order: [...document.querySelectorAll('*')].indexOf(e),
      marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1.5) || style.boxShadow !== 'none',
      inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  },

  // Whether there is anything that can take the focus.
  hasStops() {
    return !!document.querySelector('a[href], button, input, select, summary, [tabindex="0"]');
  },

  // With the media set to print: figures without the number of their note, and what has no place on paper.
  wrongOnPaper() {
    const found = [], off = [...document.querySelectorAll('nav')];
    for (const link of document.querySelectorAll('a.fact')) {
      const mark = getComputedStyle(link, '::after').content;
      if (link.checkVisibility() && !mark.includes(link.dataset.note) && !mark.includes('attr(data-note)'))
        found.push(`${link.id} prints no number`);
      off.push(document.getElementById(link.hash.slice(1)));
    }
    for (const each of off)
      if (each && each.checkVisibility()) found.push(`printed: ${each.outerHTML.slice(0, 80)}`);
    const ink = getComputedStyle(document.body).color.match(/[\d.]+/g).slice(0, 3).map(Number);
    if (Math.max(...ink) > 110) found.push('the ink is light: the night edition is printed');
    return found;
  },

  // What is wrong with the graphics as they are drawn now: not one form of each seen; words under 12 px, over other
  // words, or outside the drawing. A word's box is that of its letters, not of the whole line.
  wrongDrawings() {
    const found = [];
    for (const figure of document.querySelectorAll('figure.graphic')) {
      const seen = [...figure.querySelectorAll('[data-form]')].filter((form) => form.checkVisibility());
      const name = figure.querySelector('a')?.textContent || document.title;
      if (seen.length !== 1) found.push(`${name}: ${seen.length} forms are seen`);
      for (const drawing of seen) {
        const frame = drawing.getBoundingClientRect();
        const scale = drawing.viewBox ? frame.width / drawing.viewBox.baseVal.width : 1;
        const boxes = [...drawing.querySelectorAll(drawing.viewBox ? 'text' : 'li > *')].map((text) => {
          const size = parseFloat(getComputedStyle(text).fontSize) * scale, box = text.getBoundingClientRect();
          const line = drawing.viewBox ? frame.top + text.y.baseVal[0].value * scale : 0;
          const [top, bottom] = line ? [line - .7 * size, line + .2 * size] : [box.top, box.bottom];
          return {words: text.textContent, size, left: box.left, right: box.right, top, bottom};
        });
        boxes.forEach((box, index) => {
          if (box.size < 11.99) found.push(`${name}: "${box.words}" is ${box.size.toFixed(1)} px large`);
          if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
            found.push(`${name}: "${box.words}" leaves the drawing`);
          for (const other of drawing.viewBox ? boxes.slice(0, index) : [])
            if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)
              found.push(`${name}: "${box.words}" runs over "${other.words}"`);
        });
      }
    }
    return found;
  },

  // How many px the page is wider than the window.
  wider() {
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  },

  // Resolves when fonts are there and two frames were drawn.
  drawn() {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    return document.fonts.ready.then(frame).then(frame);
  },
})
