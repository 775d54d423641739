country-invalid = « { $value } » n’est pas un pays : écrivez ses deux lettres majuscules, par exemple KE ou FR
area-invalid = « { $value } » n’est ni un pays ni un groupe de pays : écrivez son code en majuscules, par exemple KE ou MB
currency-invalid = « { $value } » n’est pas une monnaie : écrivez ses trois lettres majuscules, par exemple EUR ou KES
unit-invalid = « { $value } » n’est pas une unité : écrivez son code, par exemple KGM pour les kilogrammes ou LTR pour les litres
document-code-invalid = « { $value } » n’est pas le code d’un document : recopiez-le du tarif, par exemple Y900
additional-code-invalid = « { $value } » n’est pas un code additionnel : recopiez-le du tarif, par exemple A999
quota-number-invalid = « { $value } » n’est pas le numéro d’un contingent : recopiez-le du tarif, par exemple ZQ-1005
text-invalid = « { $value } » ne convient pas ici : recopiez les mots exacts de la question
tax-invalid = chaque montant perçu doit porter le code de son droit ou de sa taxe en minuscules, par exemple duty ou vat
lines-invalid = un envoi compte de 1 à { $limit } lignes
list-too-long = une liste compte ici au plus { $limit } éléments
line-unknown = il n’y a que { $limit } lignes ; la première porte le numéro 0
code-not-declarable = aucune marchandise ne peut être déclarée sous { $value } ce jour-là : choisissez un des codes placés au-dessous
taxes-not-published = ni droits ni taxes ne sont publiés pour { $value } : choisissez un autre jour, ou adressez-vous au point d’information
too-many-measures = ces lignes portent plus de { $limit } mesures : demandez moins de lignes à la fois
estimate-unknown = aucune estimation n’est conservée sous ce code : vérifiez le code, ou refaites le calcul
estimate-undetermined = il manque quelque chose, il n’y a donc pas de montant à conserver : répondez d’abord à ce qui est demandé
assessment-other-lines = la liquidation de la douane n’a pas les mêmes lignes que l’estimation : indiquez les mêmes lignes dans le même ordre
amount-too-large = un montant est trop grand pour être calculé
procedure-unknown = aucune procédure « { $value } » n’est en vigueur ce jour-là : choisissez-en une de la liste
need-value = indiquez { $value ->
        [customs-value] la valeur en douane, ou la valeur franco à bord avec le fret et l’assurance
        [fob-value] la valeur franco à bord
        [freight] le fret jusqu’à la frontière
        [insurance] l’assurance jusqu’à la frontière
        [retail-price] le prix de vente au détail, toutes taxes comprises
       *[other] la valeur de « { $value } »
    }
need-quantity = indiquez la quantité en { $value }
need-quantity-above-zero = la quantité en { $value } doit être supérieure à zéro
need-exchange-rate = aucun taux de change n’est publié pour { $value } ce jour-là : choisissez un autre jour, ou indiquez la valeur dans la monnaie du tarif
need-statement = répondez par oui ou par non : « { $value } »
need-additional-code = choisissez le code additionnel des marchandises : { $value }
need-open-quota = le contingent { $value } n’est pas ouvert, ou ce qu’il en reste ne suffit pas pour ces marchandises : choisissez une autre possibilité
need-readable-rate = seul un agent des douanes peut calculer le taux « { $value } » : adressez-vous au point d’information
need-rate = aucun taux de « { $value } » n’est publié pour cette ligne : adressez-vous au point d’information
need-one-rate = plusieurs taux s’appliquent à la fois : { $value } ; demandez au point d’information lequel compte
need-claim = ce que vous demandez n’existe pas pour ces marchandises : choisissez une des possibilités affichées
need-band = aucun taux n’est publié pour le chiffre { $value } : adressez-vous au point d’information
need-smaller-amounts = les montants sont trop grands pour être calculés
unusual-value = { $value } pour { $code } s’écarte beaucoup de ce que valent d’ordinaire de telles marchandises ({ $from } à { $until }). Le prix que vous avez payé compte toujours en premier ; gardez-en la preuve à portée de main
difference-exchange = le taux de change de ce jour-là était différent
difference-law = la loi en vigueur ce jour-là était différente
difference-code = la douane a retenu un autre code pour les marchandises
difference-origin = la douane a retenu une autre origine des marchandises
difference-claim = la préférence ou le contingent n’a pas été accordé, ou un autre l’a été
difference-value = la douane a retenu une autre valeur des marchandises
difference-quantity = la douane a constaté une autre quantité
difference-facts = les documents, les codes additionnels ou les réponses diffèrent
difference-base = « { $value } » : la base de calcul n’est pas celle que donnent les règles publiées ; demandez d’où elle vient
difference-unpublished = rien de ce qui est publié ne prévoit « { $value } » : demandez quelle loi le permet
difference-not-charged = les règles publiées prévoient « { $value } », et rien n’a été perçu à ce titre
difference-unexplained = rien n’explique cette part de « { $value } » : demandez un réexamen
