hs-code-invalid = “{ $value }” não é um código SH: escreva 2, 4, 6, 8 ou 10 algarismos, por exemplo 0901 ou 0901.21
language-invalid = “{ $value }” não é um código de língua: escreva duas letras, por exemplo en, fr ou sw
language-unknown = nada está publicado em “{ $value }”; escolha entre { $allowed }
date-invalid = “{ $value }” não é um dia do calendário: escreva assim: 2026-03-01
date-time-invalid = “{ $value }” não é um instante: escreva assim: 2026-03-01T12:00:00Z
publication-id-invalid = “{ $value }” não pode designar uma publicação
fact-id-invalid = “{ $value }” não pode designar uma taxa, um formulário, uma repartição, um procedimento, um aviso ou uma decisão
decimal-invalid = “{ $value }” não é um montante: escreva um número como 1250 ou 1250.50
authority-code-invalid = “{ $value }” não pode ser o código de uma autoridade
query-empty = escreva pelo menos uma palavra ou um código a procurar
query-too-long = uma pesquisa tem no máximo { $limit } caracteres
query-too-complex = uma pesquisa tem no máximo { $limit } palavras
page-size-invalid = uma página contém 1 a { $limit } itens, não { $first }
cursor-invalid = esse cursor não pertence a esta lista; recomece sem ele
period-invalid = o último dia { $until } não é posterior ao primeiro { $from }
period-too-long = peça no máximo { $limit } dias de cada vez, e não { $found }
version-conflict = outra pessoa alterou-o: está agora na versão { $current }, não { $expected }; leia de novo
request-unknown = o pedido “{ $value }” já não é conhecido
export-too-large = a exportação tem mais de { $limit } bytes e não é guardada como ficheiro
export-busy = a exportação não pode ser preparada neste momento, peça de novo daqui a um minuto
unauthenticated = inicie sessão novamente
refresh-token-unknown = inicie sessão novamente: este dispositivo já não é conhecido
session-over = a sua sessão terminou, inicie sessão novamente
refresh-token-reused = alguém pode ter copiado o seu acesso, por isso foi encerrado; inicie sessão novamente
session-unknown = não tem nenhuma sessão com esse nome
proof-required = falta ao pedido a prova deste dispositivo; tente novamente
proof-invalid = a prova deste dispositivo não corresponde ao pedido; tente novamente
proof-stale = o relógio deste dispositivo difere em { $seconds } segundos; acerte-o e tente novamente
proof-replayed = o pedido foi enviado duas vezes; tente novamente
phone-invalid = não é um número de telemóvel: escreva-o com o indicativo do país, como +999 555 0100 12
sms-country-not-served = não enviamos mensagens para números que começam por +{ $value }: { $dial ->
        [none] dirija-se a uma estância aduaneira
       *[other] marque { $dial }
    }
code-too-soon = acabou de ser enviado um código: espere { $seconds } segundos antes de pedir outro
code-limit-reached = não se enviam mais de { $limit } códigos por dia: peça outro dentro de { $seconds } segundos, ou { $dial ->
        [none] dirija-se a uma estância aduaneira
       *[other] marque { $dial }
    }
sms-busy = estão a ser pedidos demasiados códigos: peça outro dentro de { $seconds } segundos, ou { $dial ->
        [none] dirija-se a uma estância aduaneira
       *[other] marque { $dial }
    }
sms-stopped = por agora não se enviam códigos para este número: { $dial ->
        [none] dirija-se a uma estância aduaneira
       *[other] marque { $dial }
    }
sms-not-sent = a mensagem não pôde ser enviada: peça outra dentro de um minuto, ou { $dial ->
        [none] dirija-se a uma estância aduaneira
       *[other] marque { $dial }
    }
code-wrong = não é esse o código; tentativas restantes: { $left }
code-expired = esse código já não é válido: peça um novo
code-invalid = um código tem seis algarismos
code-required = é preciso um código: peça-o primeiro
device-too-new = este dispositivo iniciou sessão pela primeira vez há menos de um dia: tente depois de { $until } ou use um dispositivo que já tinha
phone-taken = esse número já pertence a outra pessoa: dirija-se a uma estância aduaneira
phone-not-proven = nenhum número seu está comprovado: inicie primeiro sessão com um número
mandate-unknown = não tem tal mandato
company-unknown = não atua por nenhuma empresa assim
company-not-confirmed = a empresa ainda não está confirmada: apresente os documentos dela numa estância aduaneira
tin-invalid = um número de contribuinte tem 4 a 20 letras e algarismos
tin-taken = a empresa com esse número já está confirmada: peça aos administradores que o acrescentem
company-name-invalid = o nome de uma empresa é uma linha de 2 a 120 caracteres
consignment-invalid = uma referência de remessa tem 3 a 35 letras, algarismos e - / .
mandate-empty = um mandato tem de permitir alguma coisa
mandate-caps-invalid = indique uma só moeda para os dois limites, e um limite diário não inferior ao de um pagamento
mandate-period-invalid = um mandato começa agora ou depois e termina mais tarde, o mais tardar em { $until }
mandate-oneself = ninguém atua por si próprio com um mandato
company-last-admin = uma empresa mantém pelo menos um administrador: acrescente primeiro outro
mandate-too-many = pode haver no máximo { $limit }: termine primeiro alguns
mandate-state = não é possível enquanto o mandato está no estado { $state }
mandate-frozen = o mandato está suspenso: só quem o deu o pode reativar
mandate-not-yet = o mandato não vale antes de { $from }
mandate-scope = o mandato não permite isto ({ $act })
mandate-consignment = o mandato é para outra remessa
mandate-currency = o mandato só permite pagamentos em { $allowed }
mandate-payment-cap = o mandato permite no máximo { $limit } por pagamento
mandate-day-cap = o mandato permite { $limit } por dia, dos quais restam { $left }
mandate-none = não tem deles nenhum mandato que o permita
forbidden = a sua função não permite fazer isto: fale com um administrador do seu serviço
person-unknown = essa pessoa não existe: verifique o nome que lhe foi dado
role-grant-unknown = essa função ou proposta já não existe: consulte a lista de novo
second-person-needed = outro administrador tem de concordar: não pode ser quem propôs a função nem quem a recebe
role-past = a função terminaria antes de começar: escolha um dia posterior
admin-exists = já existe um administrador: peça-lhe a função
machine-unknown = não tem nenhuma conta de máquina com esse nome
machine-key-unknown = esta conta de máquina não tem nenhuma chave válida com esse nome
machine-name-invalid = uma conta de máquina precisa de um nome de 1 a 60 caracteres numa linha
machine-scopes-missing = escolha pelo menos uma coisa que a conta de máquina possa fazer
machine-limit-reached = tem { $limit } contas de máquina, o máximo: retire uma de que já não precise
machine-key-limit-reached = esta conta de máquina tem { $limit } chaves, o máximo: revogue primeiro uma
machine-key-invalid = isto não é uma chave pública Ed25519 ou P-256 em formato JWK: retire a parte privada e tente novamente
machine-key-known = esta conta de máquina já tem essa chave
possession-not-proven = para isto uma máquina tem de provar a sua chave: envie o token como DPoP com uma prova nova
passkey-refused = não foi possível usar esta chave de acesso aqui: comece de novo ou inicie sessão com o seu número de telefone
passkey-unknown = não tem nenhuma chave de acesso com esse nome
passkey-limit-reached = tem { $limit } chaves de acesso, o máximo: remova uma que já não use
staff-email-invalid = não é um endereço de correio eletrónico: escreva-o como nome@estancia.example
staff-name-invalid = um nome tem de 1 a 100 caracteres numa linha
staff-password-unfit = escolha uma palavra-passe de 12 a 128 caracteres que não contenha a primeira parte do seu endereço de correio eletrónico
staff-token-unknown = este código de ativação já não é válido: peça um novo ao colega que lho deu
staff-email-differs = o convite é para outro endereço de correio eletrónico: use aquele para o qual foi enviado
staff-email-taken = já existe uma conta com este endereço de correio eletrónico
staff-exists = já existem contas de funcionários: peça um convite a um colega
staff-code-wrong = não é esse o código: verifique o relógio do seu telefone e escreva o código que a aplicação mostra agora
staff-sign-in-wrong = o endereço, a palavra-passe e o código não condizem: verifique-os e escreva o próximo código da aplicação; se tem a certeza, use um código de recuperação
staff-sign-in-later = falharam demasiadas tentativas: tente novamente dentro de { $seconds } segundos, ou num dispositivo em que já iniciou sessão
staff-second-factor-required = com a palavra-passe, envie o código da aplicação ou um código de recuperação
staff-unknown = não há nenhuma conta de funcionário aberta com esse nome
staff-session-required = isto é para funcionários: inicie sessão com o seu endereço de correio eletrónico, a sua palavra-passe e o código da sua aplicação
staff-oidc-off = aqui não se pode iniciar sessão pelo fornecedor de identidade do seu serviço: use a sua palavra-passe e o código da sua aplicação
staff-oidc-refused = o fornecedor de identidade do seu serviço não confirmou nenhuma conta de funcionário: comece de novo no mesmo dispositivo e, se não tem conta, peça um convite a um colega
unavailable = temporariamente indisponível, tente mais tarde
storage-full = de momento nada pode ser guardado, tente mais tarde
storage-read-only = de momento nada pode ser guardado, tente mais tarde
rate-limited = foram demasiados pedidos seguidos: espere { $seconds } segundos e tente novamente
erasure-holds-office = exerce um cargo aqui, e os atos dos funcionários são conservados: dirija-se à administração
origin-input-invalid = { $value } não é um regime, um país nem uma pergunta que se possa usar aqui: envie-o tal como o recebeu, com uma resposta adequada
origin-country-not-member = { $value } não está neste regime, por isso o que lá se faz não pode beneficiar dele: os seus membros são { $allowed }
origin-amount-invalid = o valor de { $value } não pode ser usado: os valores são zero ou mais, e um preço ou um peso é mais do que zero
origin-input-too-long = são { $found } linhas e cabem { $limit } no máximo: some as matérias pequenas do mesmo código
classification-answer-invalid = { $value } não é uma pergunta feita aqui, ou não é uma resposta oferecida: envie ambas tal como as recebeu
classification-answers-too-many = são { $found } respostas e fazem-se no máximo { $limit } perguntas: recomece com uma descrição mais completa
enquiry-unknown = não há tal consulta, ou a referência e o PIN não condizem: verifique ambos
enquiry-locked = demasiadas tentativas erradas: tente de novo daqui a { $seconds } segundos
enquiry-state = isto não é possível enquanto a consulta estiver { $state }
enquiry-version-conflict = alguém mudou a consulta desde que a leu: leia-a de novo (versão { $current }, tinha { $expected })
enquiry-text-invalid = escreva de 1 a { $limit } caracteres
enquiry-key-invalid = a chave da sua aplicação tem de ter 22 a 64 letras e algarismos tirados ao acaso
enquiry-key-reused = esta chave foi usada noutra consulta: tire uma nova
enquiry-email-invalid = isso não é um endereço de correio eletrónico: escreva-o como nome@servico.example
enquiry-name-invalid = um nome tem 1 a 100 caracteres numa linha
enquiry-too-many = pode haver { $limit } no máximo: tente amanhã, ou termine algumas primeiro
enquiry-channel-invalid = esta via não pode ser usada aqui: escolha outra
enquiry-reminders-missing = lembre primeiro quem perguntou { $limit } vezes; foram { $found } até agora
enquiry-conflict-of-interest = este funcionário tem um interesse na consulta e não deve respondê-la: escolha outro
enquiry-duplicate-invalid = uma consulta não é o seu próprio duplicado: indique a anterior
enquiry-second-person = outra pessoa tem de aprovar: não quem escreveu a resposta
enquiry-supervisor-needed = isto exige um supervisor
enquiry-not-assigned = outro funcionário tem esta consulta: pergunte-lhe a ele ou a um supervisor
enquiry-queue-unknown = não há tal fila: veja a lista
enquiry-queue-invalid = uma fila tem um nome de minúsculas, algarismos e hífenes, e um título de 1 a 100 caracteres
enquiry-officer-unknown = esta pessoa não tem função no balcão: pergunte a um administrador
enquiry-nobody-free = nenhum funcionário livre conhece esta língua e este tema: pergunte a um supervisor
enquiry-personal-left = retire o que diz quem perguntou: nomes, números, endereços de correio
enquiry-public-reply-unknown = ninguém escreveu um texto público desta resposta: escreva-o primeiro
enquiry-public-reply-state = este texto está a ser publicado, já existe, ou está escrito nessa língua: leia-o de novo
enquiry-translations-missing = faltam { $found } traduções: acrescente-as primeiro
enquiry-publication-taken = com este nome está publicada outra coisa: escolha outro
enquiry-public-text-invalid = dê um nome, um título de 1 a 200 caracteres e a lei em que se apoia
enquiry-gap-unknown = essa lacuna não existe: veja a lista
enquiry-gap-closed = esta lacuna está fechada
enquiry-gap-place = indique a publicação ou o lugar da resposta; o que não é público não o tem
