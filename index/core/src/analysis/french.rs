//! French.

use frostem::Algorithm;
use vocabulary::Language;

use super::{Exclusions, Rules, Sequences, Stemming, Words};

pub(super) static RULES: Rules = Rules {
    language: Language::FR,
    stemming: Stemming::Snowball(Algorithm::French),
    script: None,
    stop_words: Words::of(
        "a au aux autre autres avec c ce ces cette d dans de des du elle elles en est et il ils j l la le les leur leurs \
         lui m n ne on ont ou par pas pour qu que qui s sa se ses si son sont sur t un une y",
    ),
    question_words: Words::of(
        "ai as avons avez combien comment dois doit etes etre faire fais fait faut je ma me mes moi mon nos notre nous peut \
         peux pourquoi puis quand quel quelle quelles quels quoi sans suis te toi ton tu vos votre vous",
    ),
    intents: Words::of(
        "certificat classement classer code douane droit droits exportation exporter importation importer interdit licence \
         origine preuve regle regles sh tarif taux taxe taxes tva",
    ),
    links: Sequences::of("pour | sur | classement de | classement des | classement du | importer | exporter"),
    verdicts: Words::of("classe classes classees interdit interdits interdites"),
    descriptors: Words::of(
        "produit produits article articles marchandise fabrique fabriquee utilise utilisee utiliser destine destinee \
         contient contenant comprend conditionne conditionnee emballe emballage vente detail environ taille dimensions \
         mesure couleur longueur largeur hauteur poids matiere materiau cm mm kg ml divers differents piece pieces lot",
    ),
    exclusions: Exclusions {
        openers: Sequences::of(
            "a l exclusion de | a l exclusion des | a l exclusion du | autres que | autre que | sauf | excepte | hormis | \
             non",
        ),
        harmless_after: Words::of("ou"),
        closers: Words::of("mais"),
    },
    code_nouns: Words::of("chapitre code codes nc numero position sh sous souspositions tarif tarifaire taric"),
};
