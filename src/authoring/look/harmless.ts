import type { SeenControl } from "./page-sight.js";

/** Words of actions that destroy, cost, send or end something, in the languages that sites are mostly written in. */
const HARMFUL = [
  "delete|remove|destroy|erase|discard|drop|wipe|purge|clear|reset|revert|undo|archive|block|ban|report",
  "log ?out|log ?off|sign ?out|sign ?off|exit|quit|leave|close|deactivate|disable|terminate|kill|stop|shut ?down|restart|reboot",
  "pay|buy|purchase|order|check ?out|subscribe|unsubscribe|donate|transfer|withdraw|book|reserve|bid|refund|upgrade|downgrade",
  "send|submit|publish|post|tweet|share|invite|e-?mail|message|call|apply|confirm|approve|reject|accept|decline|sign ?up|register",
  "cancel|revoke|deploy|release|merge|install|uninstall|download|export|print|crash|fail",
  "löschen|entfernen|abmelden|ausloggen|bezahlen|kaufen|bestellen|senden|absenden|kündigen|stornieren|schließen",
  "supprimer|effacer|déconnexion|déconnecter|payer|acheter|commander|envoyer|annuler|résilier",
  "eliminar|borrar|cerrar sesión|salir|pagar|comprar|enviar|cancelar|excluir|sair|apagar",
  "eliminare|elimina|esci|paga|acquista|invia|annulla|verwijderen|uitloggen|afmelden|betalen|kopen|verzenden",
  "usuń|wyloguj|zapłać|kup|wyślij|удалить|выйти|оплатить|купить|отправить",
].join("|");

/** Those of scripts that do not separate words stand anywhere. */
const HARMFUL_WORD = new RegExp(
  `(?<![\\p{L}])(?:${HARMFUL})(?![\\p{L}])|删除|退出|注销|支付|购买|提交|削除|ログアウト|支払|購入|送信|삭제|로그아웃|결제`,
  "iu",
);

/** Whether it is safe to use a control again and again without being asked to: by its names, and by what it says of itself. */
export function isHarmless({ name, id, testId, field, href, isGuarded }: SeenControl): boolean {
  if (isGuarded) return false;
  const path = href === "" ? "" : new URL(href).pathname;
  return ![name, id, testId, field, path].some((text) => HARMFUL_WORD.test(wordsOf(text)));
}

/** `logOut-button` as `log Out button`. */
function wordsOf(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_\-/.:]+/g, " ");
}
