country-invalid = «{ $value }» no es un país: escriba sus dos letras mayúsculas, por ejemplo KE o FR
area-invalid = «{ $value }» no es un país ni un grupo de países: escriba su código en mayúsculas, por ejemplo KE o MB
currency-invalid = «{ $value }» no es una moneda: escriba sus tres letras mayúsculas, por ejemplo EUR o KES
unit-invalid = «{ $value }» no es una unidad: escriba su código, por ejemplo KGM para kilogramos o LTR para litros
document-code-invalid = «{ $value }» no es el código de un documento: cópielo del arancel, por ejemplo Y900
additional-code-invalid = «{ $value }» no es un código adicional: cópielo del arancel, por ejemplo A999
quota-number-invalid = «{ $value }» no es el número de un contingente: cópielo del arancel, por ejemplo ZQ-1005
text-invalid = «{ $value }» no vale aquí: copie las palabras exactas de la pregunta
tax-invalid = cada importe cobrado necesita el código de su derecho o impuesto en minúsculas, por ejemplo duty o vat
lines-invalid = un envío tiene de 1 a { $limit } líneas
list-too-long = una lista tiene aquí como máximo { $limit } elementos
line-unknown = solo hay { $limit } líneas; la primera es la número 0
code-not-declarable = ese día no se pueden declarar mercancías con el código { $value }: elija uno de los códigos que dependen de él
taxes-not-published = no hay derechos ni impuestos publicados para { $value }: elija otro día o pregunte al servicio de información
too-many-measures = estas líneas tienen más de { $limit } medidas: pida menos líneas a la vez
estimate-unknown = no se guarda ninguna estimación con este código: compruebe el código o haga el cálculo de nuevo
estimate-undetermined = falta algo, por eso no hay importe que guardar: responda antes a lo que se pregunta
assessment-other-lines = la liquidación de la aduana no tiene las mismas líneas que la estimación: indique las mismas líneas en el mismo orden
amount-too-large = un importe es demasiado grande para calcularlo
procedure-unknown = ningún procedimiento “{ $value }” está en vigor ese día: elija uno de la lista
need-value = indique { $value ->
        [customs-value] el valor en aduana, o el valor franco a bordo con el flete y el seguro
        [fob-value] el valor franco a bordo
        [freight] el flete hasta la frontera
        [insurance] el seguro hasta la frontera
        [retail-price] el precio de venta al por menor con todos los impuestos
       *[other] el valor de «{ $value }»
    }
need-quantity = indique la cantidad en { $value }
need-quantity-above-zero = la cantidad en { $value } tiene que ser mayor que cero
need-exchange-rate = no hay tipo de cambio publicado para { $value } ese día: elija otro día o indique el valor en la moneda del arancel
need-statement = responda sí o no: «{ $value }»
need-additional-code = elija el código adicional de las mercancías: { $value }
need-open-quota = el contingente { $value } no está abierto, o lo que queda no alcanza para estas mercancías: elija otra posibilidad
need-readable-rate = solo un funcionario de aduanas puede calcular el tipo «{ $value }»: pregunte al servicio de información
need-rate = no hay ningún tipo de «{ $value }» publicado para esta línea: pregunte al servicio de información
need-one-rate = se aplican varios tipos a la vez: { $value }; pregunte al servicio de información cuál cuenta
need-claim = lo que usted solicita no existe para estas mercancías: elija una de las posibilidades que se muestran
need-band = no hay ningún tipo publicado para la cifra { $value }: pregunte al servicio de información
need-smaller-amounts = los importes son demasiado grandes para calcularlos
unusual-value = { $value } para { $code } se aparta mucho de lo que suelen valer esas mercancías ({ $from } a { $until }). El precio que usted pagó sigue contando en primer lugar; tenga a mano la prueba
difference-exchange = el tipo de cambio de ese día era otro
difference-law = la ley vigente ese día era otra
difference-code = la aduana determinó otro código para las mercancías
difference-origin = la aduana determinó otro origen de las mercancías
difference-claim = no se concedió la preferencia o el contingente, o se concedió otro
difference-value = la aduana determinó otro valor de las mercancías
difference-quantity = la aduana encontró otra cantidad
difference-facts = los documentos, los códigos adicionales o las respuestas son distintos
difference-base = «{ $value }» se calculó sobre un importe distinto del que dan las normas publicadas: pregunte de dónde sale
difference-unpublished = nada de lo publicado exige «{ $value }»: pregunte en qué ley se basa
difference-not-charged = las normas publicadas exigen «{ $value }», y no se cobró
difference-unexplained = nada explica esta parte de «{ $value }»: pida una revisión
