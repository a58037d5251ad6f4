import { Component, type ComponentType, type FunctionComponent, h } from 'preact'

/** Renders again only when one of the props is another. */
export function memo<P extends object>(render: FunctionComponent<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const [a, b] = [this.props as Record<string, unknown>, next as Record<string, unknown>]
      return Object.keys({ ...a, ...b }).some((key) => a[key] !== b[key])
    }

    override render() {
      return h(render, this.props as P)
    }
  }
}
