# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the sample mails, all invented. {n} {amount} {day} {code} {token} are filled in by make_sample.py."""

NAMES = {
    'en': [('Anne Halloran', 'anne.halloran@example.com'), ('Tom Okafor', 'tom.okafor@example.net'), ('Priya Raman', 'priya@example.org'), ('J. P. Sørensen', 'jps@example.com')],
    'fr': [('Élodie Gauthier', 'elodie.gauthier@example.com'), ('Hervé Le Bihan', 'herve@example.net')],
    'ru': [('Ольга Сергеева', 'o.sergeeva@example.com'), ('Павел Дёмин', 'demin@example.net')],
    'uk': [('Оксана Шевчук', 'o.shevchuk@example.com'), ('Їлія Ґалаґан', 'galagan@example.org')],
    'zh': [('王小明', 'wang.xiaoming@example.com'), ('李娜', 'li.na@example.net')],
    'de': [('Jürgen Groß', 'juergen.gross@example.com'), ('Käthe Müller', 'k.mueller@example.org')],
}

WORK = {
    'en': [('Minutes of the harbour meeting', 'Hello Mira,\n\nhere are the minutes of yesterday. The crane at berth {n} will be inspected on the {day}th.\nPlease correct me where I misheard.\n\nAnne\n'),
           ('Quarterly figures', 'Mira,\n\nthe figures are on the shared drive, folder {n}. The second table needs your eye before Friday.\n\nThanks\nTom\n'),
           ('Lunch on Thursday?', 'Hi,\n\nthe new place by the fish market has a table for six at half past twelve. Shall I take it?\n\nPriya\n'),
           ('Timetable of ferry {n}', 'Dear all,\n\nfrom the {day}th the evening ferry leaves at 19:40 instead of 19:20. Notice boards are being changed.\n\nPort office\n')],
    'fr': [('Compte rendu de la réunion', 'Bonjour Mira,\n\nvoici le compte rendu de la réunion d’hier. Le quai {n} sera fermé le {day} pour travaux.\nMerci de me signaler les erreurs.\n\nÉlodie\n'),
           ('Congés d’été', 'Bonjour,\n\npeux-tu vérifier le tableau des congés ? Il manque la semaine du {day}.\n\nÀ bientôt\nHervé\n')],
    'ru': [('Протокол совещания', 'Добрый день, Мира!\n\nВысылаю протокол вчерашнего совещания. Причал {n} будет закрыт на ремонт {day} числа.\nЕсли что-то записано неверно, напишите.\n\nОльга\n'),
           ('График дежурств', 'Коллеги,\n\nобновлённый график дежурств лежит в общей папке. Смена {day} числа поменялась.\n\nПавел\n')],
    'uk': [('Протокол наради', 'Доброго дня, Міро!\n\nНадсилаю протокол учорашньої наради. Причал {n} буде зачинено {day} числа.\nЯкщо є помилки, напишіть.\n\nОксана\n')],
    'zh': [('会议纪要', '米拉您好：\n\n昨天的会议纪要如下。{n} 号泊位将于 {day} 日检修。\n如有遗漏请告诉我。\n\n小明\n'),
           ('下周的安排', '大家好：\n\n下周二 {day} 日上午十点在二号会议室开会，请准时参加。\n\n李娜\n')],
    'de': [('Protokoll der Hafenbesprechung', 'Hallo Mira,\n\nanbei das Protokoll von gestern. Liegeplatz {n} wird am {day}. überprüft; Größe und Gewicht stehen im Anhang.\n\nGrüße\nJürgen\n')],
}

CHAT = [
    ('pilot boat {n}', 'Thanks, that helps.\n\nWe can use the smaller boat until the engine is back. I asked the yard: two weeks, maybe three.\n\nAnne'),
    ('visit of the school class', 'The {day}th works for us. Twenty-four children, three teachers, and please no lunch with nuts.\n\nTom'),
    ('draft of the poster', 'I like the second version more. Could the date be larger?\n\nSee https://www.example.org/posters/{n}\n\nPriya'),
    ('tide tables', 'Attached to the wiki page as agreed: https://wiki.example.org/tides/{n}\n\nThe old link still works.\n\nJens'),
]

NEWSLETTERS = [
    ('The Coastal Reader', 'reader.example.com', 'What the tide brought in, week {day}', 'Six stories from small harbours, chosen by hand.', ['The last net maker of the north', 'Why lighthouses went dark', 'A kitchen on a barge', 'How to read a chart']),
    ('Example Hardware', 'hardware.example.net', 'Your November catalogue is here', 'New tools and a limited-time offer on rope.', ['Cordless drills from 89.90', 'Rope, now 20% off', 'Work gloves that last']),
    ('Museum of Tides', 'museum.example.org', 'Open late on the {day}th', 'Talks, a film and hot soup.', ['Talk: a century of storms', 'Film night', 'For children: build a boat']),
    ('La Gazette du Port', 'gazette.example.com', 'Les nouvelles du port', 'Cette semaine : les travaux du quai nord et le marché.', ['Travaux du quai nord', 'Le marché de samedi', 'Portrait d’une éclusière']),
]

LIST_THREADS = [
    ('mta-users', 'Greylisting and large senders', 'On Tuesday Jürgen wrote:\n> does anybody still greylist the big providers?\n\nWe stopped last year. The delay hurt more than it helped, and the spam came anyway.\n\nTom\n'),
    ('mta-users', 'Queue grows after upgrade', '> mailq shows {n} messages, all deferred\n\nLook at the DNS timeouts first. Here it was a resolver that answered after nine seconds.\n'),
    ('rules-dev', 'False positives on invoices', 'The rule fires on every real invoice of our supplier. Could it look for a changed account as well?\n\n-- \nÉlodie\n'),
    ('charts', 'Depths near the breakwater', 'The sounding of the {day}th says 4.2 m, the chart says 5. I trust the lead line.\n'),
]

PHISH = [
    ('PayPal Service', 'service@payments.example.net', 'Your account has been limited', 'Dear customer,\n\nwe noticed an unusual login. Your account has been limited until you confirm your identity.\n\nPlease verify your account within 24 hours or it will be closed.', 'https://www.paypal.com/signin', 'http://paypal.account-check-{n}.example.net/signin/verify?id={token}', 'en'),
    ('Microsoft 365', 'no-reply@mail.example.com', 'Action required: password expires today', 'Hello,\n\nthe password of your mailbox expires today. Keep the same password: confirm your account immediately.\n\nIT help desk', 'Keep my password', 'http://203.0.113.77/owa/login.php?user=mira@harbour.example.org', 'en'),
    ('Netflix', 'billing@service.example.org', 'We could not process your payment', 'Hi,\n\nyour account is on hold because the last payment failed. Update your payment details within 48 hours to keep watching.', 'Update payment', 'https://netf1ix-billing.example.com/account/update?m={token}', 'en'),
    ('DocuSign', 'dse@docs.example.net', 'Document {n} is waiting for your signature', 'Hello,\n\na document was sent to you. Sign in with your company mailbox and confirm your identity. The link expires tonight.', 'https://www.docusign.com/sign', 'https://bit.ly/{token}', 'en'),
    ('Сбербанк', 'info@notify.example.net', 'Ваша карта заблокирована', 'Уважаемый клиент!\n\nВаша карта временно заблокирована из-за подозрительной операции. Подтвердите личность в течение 24 часов, иначе доступ будет удалён.', 'Подтвердить', 'http://sberbank-online.secure-login-{n}.example.com/verify', 'ru'),
    ('Госуслуги', 'noreply@portal.example.org', 'Срочно: подтвердите учётную запись', 'Здравствуйте!\n\nВаша учётная запись будет заблокирована. Подтвердите пароль немедленно по ссылке ниже. Никому не сообщайте код из смс.', 'Войти', 'http://xn--80afcdbalict6afooklqi5o.example.com/login', 'ru'),
    ('ПриватБанк', 'support@bank.example.net', 'Ваш рахунок заблоковано', 'Шановний клієнте!\n\nВаш рахунок тимчасово заблоковано. Підтвердьте дані картки протягом 24 годин, інакше доступ буде закрито.', 'Підтвердити', 'http://privat24-login.example.net/verify/{token}', 'uk'),
    ('Ameli', 'assurance@sante.example.com', 'Votre nouvelle carte vitale', 'Bonjour,\n\nvotre compte a été suspendu. Confirmez vos coordonnées sous 48 heures pour recevoir votre remboursement de {amount} €.', 'Accéder à mon compte', 'https://ameli-remboursement.example.org/connexion?c={token}', 'fr'),
    ('邮箱管理员', 'admin@mail.example.net', '紧急：您的邮箱将被停用', '尊敬的用户：\n\n您的邮箱账户存在异常，将于24小时内被停用。请立即验证您的账户信息，否则将无法收发邮件。', '立即验证', 'http://203.0.113.140:8081/webmail/login?u={token}', 'zh'),
    ('Amazon', 'orders@amazon-orders.example.com', 'Re: Your order #{n} of {amount} USD', 'Thank you for your order.\n\nIf you did not place it, confirm your account now. Immediate action is required.', 'https://www.amazon.com/your-orders', 'http://login@arnazon.example.net/cancel/{token}', 'en'),
]

INVOICE_FRAUD = [
    ('Nordsee Supplies', 'accounts@nordsee.example.net', 'nordsee.accounts@gmail.com', 'Re: Invoice {n}', 'Dear Mira,\n\nplease find attached the overdue invoice of {amount} EUR. Note that our bank details have changed: kindly use the new bank account for this payment.\n\nUrgent, as the ship is waiting.\n', 'en'),
    ('Gustaf Lind, CEO', 'ceo.office@example.net', 'g.lind.private@outlook.com', 'Quick task', 'Mira,\n\nare you at your desk? I am in a meeting and can\'t talk. I need a transfer of {amount} EUR today, updated bank details are attached. Keep this confidential.\n\nSent from my phone\n', 'en'),
    ('Comptabilité Marine SARL', 'compta@marine.example.com', 'compta.marine@laposte.net', 'Facture {n} en attente', 'Bonjour,\n\nla facture ci-jointe de {amount} € est échue. Nous vous informons du changement de RIB : merci d\'utiliser nos nouvelles coordonnées bancaires.\n\nCordialement\n', 'fr'),
    ('ООО Причал', 'buh@prichal.example.net', 'prichal.buh@yandex.ru', 'Счёт № {n} к оплате', 'Добрый день!\n\nСчёт во вложении просрочен. Обратите внимание: наши реквизиты изменились, оплату просим направить на новые банковские реквизиты. Срочно.\n', 'ru'),
    ('海运有限公司', 'finance@haiyun.example.com', 'haiyun.finance@qq.com', '付款通知 {n}', '您好：\n\n附件为逾期发票，请查收附件并尽快付款。请注意我司收款账户信息已变更，请付至新的银行账户。\n', 'zh'),
]

MALWARE = [
    ('Express Courier', 'delivery@courier.example.net', 'Your parcel {n} could not be delivered', 'Hello,\n\nyour parcel is held at our depot. Print the attached label. It expires today.\n', 'Label_{n}.pdf.exe', 'application/octet-stream', None),
    ('Accounting', 'scan@office.example.com', 'Scan {n}', 'Please see the attached invoice, payment overdue.\nThe password is {code}.\n', 'scan_{n}.zip', 'application/zip', None),
    ('Purchasing', 'po@trade.example.org', 'Purchase order {n}', 'Dear supplier,\n\nfind attached purchase order. Urgent reply needed.\n', 'PO-{n}.xlsm', 'application/vnd.ms-excel', None),
    ('Бухгалтерия', 'buh@docs.example.net', 'Акт сверки {n}', 'Добрый день!\n\nАкт сверки во вложении, подпишите срочно. Пароль: {code}\n', 'akt_{n}.rar', 'application/x-rar', None),
    ('Human Resources', 'hr@people.example.com', 'Payroll invoice attached', 'See attached invoice statement, final notice.\n', 'payroll.png', 'image/png', 'payroll_{n}.iso'),
    ('Legal', 'law@court.example.net', 'Final notice {n}', 'An outstanding invoice is attached. Immediate action is required.\n', 'document_{n}.js', 'text/plain', None),
]

PARCEL = [
    ('DHL Express', 'info@parcel.example.net', 'Your shipment {n} is on hold', 'Your package is on hold. Pay the customs fee of 1.99 EUR within 24 hours.', 'https://dhl-delivery-fee-{n}.example.com/pay', 'utf-8'),
    ('Chronopost', 'suivi@colis.example.com', 'Votre colis {n}', 'Votre colis est en attente. Réglez les frais de livraison de 1,95 € sous 24 heures.', 'https://colis-suivi-client-fr.example.net/{token}', 'iso-8859-15'),
    ('Нова Пошта', 'track@posta.example.org', 'Посилка {n} очікує', 'Ваша посилка затримана на складі. Терміново сплатіть доставку.', 'http://tinyurl.com/{token}', 'windows-1251'),
    ('海关通知', 'customs@kuaidi.example.com', '您的包裹已滞留', '您的包裹因清关问题滞留，请立即支付费用。', 'http://203.0.113.9/kd/{token}', 'gb18030'),
]

FORTUNE = [
    ('Barrister Edwin Coker', 'edwin.coker@law.example.net', 'edwin.coker.chambers@gmail.com', 'CONFIDENTIAL INHERITANCE!!!', 'Dear friend,\n\nI am the lawyer of a deceased client who left the sum of 14.5 million US dollars and no next of kin. As beneficiary of the unclaimed fund you will receive forty per cent.\n\nReply with your full name and bank.\n'),
    ('Lottery Board', 'claims@lotto.example.org', 'lotto.claims@yahoo.com', 'WINNING NOTICE', 'Your address won the international lottery as winner of the award. Send your details to claim two million euros.\n'),
    ('Unknown', 'you{n}@example.net', 'x@example.net', 'I recorded you', 'I hacked your device and recorded you with your webcam. Send 900 USD in bitcoin to bc1q9h0yqw3zk8e6n2v5c7x4l1m0p8s6d4f2g7h5j3 within 48 hours.\n'),
]

SPAM = [
    ('Best Offers', 'deal{n}@example.net', 'AMAZING PRICES TODAY!!!', 'Order now and get up to 80% off! Best price, free shipping, no prescription needed.\nClick here to order: http://cheap-pills-online-store.example.com/?a={token}\nUnsubscribe by mail.'),
    ('SEO Experts', 'growth@agency.example.com', 'Re: first page of Google', 'We can improve your ranking and traffic. Guest posts and backlinks from 300 pages.\nWrite to us today. To opt-out reply STOP.'),
    ('Casino Royal', 'bonus@play.example.net', 'FREE SPINS INSIDE!!!', 'Online casino with no deposit bonus. Free spins today only: http://198.51.100.200/spin?{token}\nUnsubscribe'),
    ('Кредит Онлайн', 'loan@example.org', 'Кредит без отказа!!!', 'Кредит без справок за 15 минут. Скидка до 50 процентов на комиссию. Отписаться: http://clck.ru/{token}'),
    ('优惠中心', 'sale@shop.example.com', '限时特价', '限时优惠，全场5折优惠，立即购买。http://shop.example.com/{token} 退订请回复。'),
    ('Loans Direct', 'offers@finance.example.net', 'LOAN APPROVED!!!', 'Your business loan is approved, low interest, bad credit is fine. Act now: http://rebrand.ly/{token} unsubscribe'),
]

# Long texts that arrive again and again with other names and numbers; {name} is filled in too.
CAMPAIGNS = [
    ('Pension Review Desk', 'review@pensions.example.net', 'Your pension statement {n}', 'Dear {name},\n\nour yearly review of frozen pension plans shows that you paid into a plan with a former employer that nobody has claimed so far. According to our records the balance is {amount} EUR, and the '
     'trustees of the fund will transfer unclaimed balances to the state at the end of this month. To keep your money you only have to confirm your name, your date of birth and the account to which the balance shall be paid. '
     'The form takes less than three minutes, and our advisers call every applicant back on the same working day. Please have your identity card and a recent statement of your bank at hand, because the law asks us to compare both '
     'before any payment is made. Use the reference {n} whenever you write or call.\n\nhttps://pensions.example.net/claim/{token}\n\nWith kind regards\nThe Pension Review Desk\n'),
    ('Harbour Lottery Partners', 'desk@lottery.example.org', 'Second notice for ticket {n}', 'Hello {name},\n\nthis is the second time that we write to you about ticket {n}. Your address was drawn in the autumn round of our partner lottery, in which shops, ferries and hotels of the whole coast take part, '
     'and the prize has not been collected yet. Prizes that nobody collects within fourteen days go back into the pot, which would be a pity, as yours is one of the larger ones of this season. Nothing has to be paid in advance except a small '
     'handling fee for the courier, who brings the papers to your door and waits while you sign them. Please answer with your full name, your street and a telephone number under which we can reach you in the evening, '
     'and tell us whether you prefer a cheque or a transfer.\n\nhttps://lottery.example.org/ticket/{token}\n\nYours sincerely\nThe desk of the Harbour Lottery Partners\n'),
]
