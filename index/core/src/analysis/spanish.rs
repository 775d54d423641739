//! Spanish. Words arrive folded; the endings that Snowball knows only with their accents get them back.

use frostem::Algorithm;
use vocabulary::Language;

use super::{Exclusions, Rules, Sequences, Stemming, Words};

pub(super) static RULES: Rules = Rules {
    language: Language::ES,
    stemming: Stemming::Restored(
        Algorithm::Spanish,
        &[("acion", "ación"), ("ucion", "ución"), ("logia", "logía"), ("logias", "logías"), ("ces", "z")],
    ),
    script: None,
    stop_words: Words::of(
        "a al algo ante aquel aquella aquellas aquellos asi aun con contra de del desde e el ella ellas ellos en entre era \
         eran es esa esas ese eso esos esta estan estas este esto estos fue fueron ha han hasta la las le les lo los mas me \
         mi muy no ni nos o otra otras otro otros para pero por que se sea segun ser si sido sin sobre son su sus tambien \
         te tras u un una unas uno unos y ya",
    ),
    question_words: Words::of(
        "como cual cuales cuando cuanta cuantas cuanto cuantos cuesta debe debo donde estoy hace hacer hago hay necesita \
         necesitamos necesito nuestra nuestro podemos puede puedo quien quienes quiero quisiera saber soy tengo tenemos \
         tiene tu usted ustedes yo",
    ),
    intents: Words::of(
        "aduana aduanas arancel aranceles arancelaria arancelario certificado clasificacion clasificar codigo derecho \
         derechos exportacion exportar importacion importar impuesto impuestos iva licencia origen permiso prohibido prueba \
         reglas sa tarifa tasa tasas tributos",
    ),
    links: Sequences::of("para | sobre | clasificacion de | importar | exportar | a la importacion de | por"),
    verdicts: Words::of(
        "clasifica clasifican permitido permitida permitidos permitidas prohibida prohibidas prohibido prohibidos \
         restringido restringida",
    ),
    descriptors: Words::of(
        "producto productos articulo articulos mercancia fabricado fabricada utiliza utilizado utilizar destinado contiene \
         consiste incluye envasado envase embalaje venta menor aproximadamente tamano medidas mide color longitud anchura \
         altura peso material materiales cm mm kg ml varios diferentes pieza piezas paquete",
    ),
    exclusions: Exclusions {
        openers: Sequences::of(
            "excepto | salvo | exclusion de | con exclusion de | excluido | excluidos | excluida | excluidas | excluye | \
             menos | no | distinto de | distinta de | distintos de | distintas de | que no sean | fuera de",
        ),
        harmless_after: Words::of("o u si"),
        closers: Words::of("pero sino"),
    },
    code_nouns: Words::of("arancelaria arancel capitulo codigo codigos nc numero partida sa subpartida taric"),
};
