export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly text: string;
  readonly hue: number;
}

/** Twelve things to buy; prices in cents. */
export const PRODUCTS: readonly Product[] = [
  { id: "1", name: "Walnut desk lamp", price: 8900, text: "Warm light on a turned walnut foot.", hue: 28 },
  { id: "2", name: "Linen notebook", price: 1850, text: "160 dotted pages that lie flat.", hue: 96 },
  { id: "3", name: "Enamel kettle", price: 5400, text: "1.6 litres, a whistle you will like.", hue: 4 },
  { id: "4", name: "Wool throw", price: 7200, text: "Woven in one piece, 130 by 180 cm.", hue: 210 },
  { id: "5", name: "Stoneware mug", price: 2400, text: "Glazed by hand; no two are alike.", hue: 180 },
  { id: "6", name: "Brass ruler", price: 1600, text: "Thirty centimetres that age well.", hue: 44 },
  { id: "7", name: "Oak chopping board", price: 4800, text: "End grain, kind to knives.", hue: 34 },
  { id: "8", name: "Canvas tote", price: 2900, text: "Carries a week of groceries.", hue: 60 },
  { id: "9", name: "Fountain pen", price: 6400, text: "A steel nib with some spring in it.", hue: 240 },
  { id: "10", name: "Cork trivet set", price: 1950, text: "Three sizes, one ring.", hue: 20 },
  { id: "11", name: "Glass carafe", price: 3300, text: "Mouth-blown, with a cork ball.", hue: 160 },
  { id: "12", name: "Felt slippers", price: 4200, text: "Grey outside, green inside.", hue: 130 },
];

export function productById(id: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}

/** A visitor sees the same featured product in the dead render and in the live one. */
export function featuredFor(sessionId: string): Product {
  const sum = Array.from(sessionId).reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  const product = PRODUCTS[sum % PRODUCTS.length];
  if (!product) throw new Error("there is nothing to sell");
  return product;
}

export function priceText(cents: number): string {
  return `€ ${(cents / 100).toFixed(2)}`;
}
