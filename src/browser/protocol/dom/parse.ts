import { parse, parseFragment as parse5Fragment, type Token, type TreeAdapter, type TreeAdapterTypeMap } from "parse5";
import { createElement, HTMLTemplateElement } from "./create-element.js";
import { Document } from "./document.js";
import { type Container, DocumentFragment, Element } from "./element.js";
import { type ChildNode, Comment, DocumentType, type Node, type ParentNode, Text } from "./node.js";

/** Parses a document as browsers do that run scripts. */
export function parseDocument(html: string, url: string): Document {
  return parse<Tree>(html, { treeAdapter: adapterFor(new Document(url)) });
}

/** Parses what stands inside the element; by default inside `<template>`, where everything may stand. */
export function parseFragment(html: string, inside: Element = createElement("template")): DocumentFragment {
  return parse5Fragment<Tree>(inside, html, { treeAdapter: adapterFor(new Document()) });
}

/** Replaces what is inside the element. */
export function setInnerHtml(element: Element, html: string): void {
  const fragment = parseFragment(html, element);
  const target: Container = element instanceof HTMLTemplateElement ? element.content : element;
  target.replaceChildren(fragment);
}

type Tree = TreeAdapterTypeMap<
  Node,
  ParentNode,
  ChildNode,
  Document,
  DocumentFragment,
  Element,
  Comment,
  Text,
  HTMLTemplateElement,
  DocumentType
>;
type Mode = ReturnType<TreeAdapter<Tree>["getDocumentMode"]>;
type Namespace = ReturnType<TreeAdapter<Tree>["getNamespaceURI"]>;

/** How the parser makes our nodes. */
function adapterFor(document: Document): TreeAdapter<Tree> {
  let mode = "no-quirks" as Mode;
  return {
    ...ADAPTER,
    createDocument: () => document,
    setDocumentMode: (_, given) => {
      mode = given;
    },
    getDocumentMode: () => mode,
  };
}

const ADAPTER: Omit<TreeAdapter<Tree>, "createDocument" | "setDocumentMode" | "getDocumentMode"> = {
  createDocumentFragment: () => new DocumentFragment(),
  createElement: (name, namespace, attributes) => withAttributes(createElement(name, namespace), attributes),
  createCommentNode: (data) => new Comment(data),
  createTextNode: (text) => new Text(text),
  setDocumentType: (document, name, publicId, systemId) => {
    document.insertBefore(new DocumentType(name, publicId, systemId), document.firstChild);
  },
  appendChild: (parent, node) => void parent.appendChild(node),
  insertBefore: (parent, node, reference) => void parent.insertBefore(node, reference),
  setTemplateContent: (template, content) => {
    template.content = content;
  },
  getTemplateContent: (template) => template.content,
  detachNode: (node) => node.remove(),
  insertText: (parent, text) => {
    const last = parent.lastChild;
    if (last instanceof Text) last.data += text;
    else parent.appendChild(new Text(text));
  },
  insertTextBefore: (parent, text, reference) => {
    const before = reference.previousSibling;
    if (before instanceof Text) before.data += text;
    else parent.insertBefore(new Text(text), reference);
  },
  adoptAttributes: (element, attributes) => {
    withAttributes(
      element,
      attributes.filter((attribute) => !element.hasAttribute(nameOf(attribute))),
    );
  },
  getFirstChild: (parent) => parent.firstChild,
  getChildNodes: (parent) => [...parent.childNodes],
  getParentNode: (node) => node.parentNode,
  getAttrList: (element) => [...element.attributeEntries].map(([name, value]) => ({ name, value })),
  getTagName: (element) => element.localName,
  getNamespaceURI: (element) => element.namespaceURI as Namespace,
  getTextNodeContent: (text) => text.data,
  getCommentNodeContent: (comment) => comment.data,
  getDocumentTypeNodeName: (doctype) => doctype.nodeName,
  getDocumentTypeNodePublicId: (doctype) => doctype.publicId,
  getDocumentTypeNodeSystemId: (doctype) => doctype.systemId,
  isTextNode: (node) => node instanceof Text,
  isCommentNode: (node) => node instanceof Comment,
  isDocumentTypeNode: (node) => node instanceof DocumentType,
  isElementNode: (node) => node instanceof Element,
  setNodeSourceCodeLocation: () => {},
  getNodeSourceCodeLocation: () => undefined,
  updateNodeSourceCodeLocation: () => {},
};

function withAttributes(element: Element, attributes: readonly Token.Attribute[]): Element {
  for (const attribute of attributes) element.setAttribute(nameOf(attribute), attribute.value);
  return element;
}

/** `xlink:href` in SVG. */
function nameOf({ prefix, name }: Token.Attribute): string {
  return prefix === undefined || prefix === "" ? name : `${prefix}:${name}`;
}
