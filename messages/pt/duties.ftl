country-invalid = “{ $value }” não é um país: escreva as suas duas letras maiúsculas, por exemplo KE ou FR
area-invalid = “{ $value }” não é um país nem um grupo de países: escreva o seu código em maiúsculas, por exemplo KE ou MB
currency-invalid = “{ $value }” não é uma moeda: escreva as suas três letras maiúsculas, por exemplo EUR ou KES
unit-invalid = “{ $value }” não é uma unidade: escreva o seu código, por exemplo KGM para quilogramas ou LTR para litros
document-code-invalid = “{ $value }” não é o código de um documento: copie-o da pauta, por exemplo Y900
additional-code-invalid = “{ $value }” não é um código adicional: copie-o da pauta, por exemplo A999
quota-number-invalid = “{ $value }” não é o número de um contingente: copie-o da pauta, por exemplo ZQ-1005
text-invalid = “{ $value }” não serve aqui: copie as palavras exatas da pergunta
tax-invalid = cada montante cobrado precisa do código do seu direito ou imposto em minúsculas, por exemplo duty ou vat
lines-invalid = uma remessa tem de 1 a { $limit } linhas
list-too-long = uma lista tem aqui no máximo { $limit } itens
line-unknown = só há { $limit } linhas; a primeira é a número 0
code-not-declarable = nesse dia não se podem declarar mercadorias com o código { $value }: escolha um dos códigos abaixo dele
taxes-not-published = não há direitos nem impostos publicados para { $value }: escolha outro dia ou pergunte ao ponto de informação
too-many-measures = estas linhas têm mais de { $limit } medidas: peça menos linhas de cada vez
estimate-unknown = não há nenhuma estimativa guardada com este código: verifique o código ou faça o cálculo de novo
estimate-undetermined = falta alguma coisa, por isso não há montante a guardar: responda primeiro ao que é perguntado
assessment-other-lines = a liquidação da alfândega não tem as mesmas linhas que a estimativa: indique as mesmas linhas pela mesma ordem
amount-too-large = um montante é demasiado grande para ser calculado
procedure-unknown = nenhum procedimento “{ $value }” está em vigor nesse dia: escolha um da lista
need-value = indique { $value ->
        [customs-value] o valor aduaneiro, ou o valor franco a bordo com o frete e o seguro
        [fob-value] o valor franco a bordo
        [freight] o frete até à fronteira
        [insurance] o seguro até à fronteira
        [retail-price] o preço de venda a retalho com todos os impostos
       *[other] o valor de “{ $value }”
    }
need-quantity = indique a quantidade em { $value }
need-quantity-above-zero = a quantidade em { $value } tem de ser superior a zero
need-exchange-rate = não há taxa de câmbio publicada para { $value } nesse dia: escolha outro dia ou indique o valor na moeda da pauta
need-statement = responda sim ou não: “{ $value }”
need-additional-code = escolha o código adicional das mercadorias: { $value }
need-open-quota = o contingente { $value } não está aberto, ou o que resta não chega para estas mercadorias: escolha outra possibilidade
need-readable-rate = só um funcionário aduaneiro pode calcular a taxa “{ $value }”: pergunte ao ponto de informação
need-rate = não há nenhuma taxa de “{ $value }” publicada para esta linha: pergunte ao ponto de informação
need-one-rate = aplicam-se várias taxas ao mesmo tempo: { $value }; pergunte ao ponto de informação qual delas conta
need-claim = o que pede não existe para estas mercadorias: escolha uma das possibilidades apresentadas
need-band = não há nenhuma taxa publicada para o número { $value }: pergunte ao ponto de informação
need-smaller-amounts = os montantes são demasiado grandes para serem calculados
unusual-value = { $value } para { $code } afasta-se muito do que tais mercadorias costumam valer ({ $from } a { $until }). O preço que pagou continua a contar em primeiro lugar; tenha a prova à mão
difference-exchange = a taxa de câmbio desse dia era outra
difference-law = a lei em vigor nesse dia era outra
difference-code = a alfândega determinou outro código para as mercadorias
difference-origin = a alfândega determinou outra origem das mercadorias
difference-claim = a preferência ou o contingente não foi concedido, ou foi concedido outro
difference-value = a alfândega determinou outro valor das mercadorias
difference-quantity = a alfândega encontrou outra quantidade
difference-facts = os documentos, os códigos adicionais ou as respostas são diferentes
difference-base = “{ $value }” foi calculado sobre um montante diferente do que resulta das regras publicadas: pergunte como se chegou a ele
difference-unpublished = nada do que está publicado exige “{ $value }”: pergunte em que lei se baseia
difference-not-charged = as regras publicadas exigem “{ $value }”, mas nada foi cobrado a esse título
difference-unexplained = nada explica esta parte de “{ $value }”: peça um reexame
