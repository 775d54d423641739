sms-code-view = { $code } is your customs code to see your affairs. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-lodge = { $code } is your customs code to lodge a declaration. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-pay = { $code } is your customs code to pay. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-pay-amount = { $code } is your customs code to pay { $amount }. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-mandate = { $code } is your customs code to let somebody act for you. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-change-phone = { $code } is your customs code to change your phone number. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-erase = { $code } is your customs code to be forgotten. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
