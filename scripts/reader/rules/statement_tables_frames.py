"""Sentences "A does something to B" with their turns, in Chinese and English, and what A and B may be."""

from __future__ import annotations

ORGS = """华为 Huawei|腾讯 Tencent|阿里巴巴 Alibaba|百度 Baidu|小米 Xiaomi|联想 Lenovo|比亚迪 BYD|吉利 Geely|京东 JD.com
美团 Meituan|微软 Microsoft|苹果公司 Apple|谷歌 Google|亚马逊 Amazon|英特尔 Intel|英伟达 Nvidia|三星 Samsung|索尼 Sony
丰田 Toyota|本田 Honda|大众汽车 Volkswagen|宝马 BMW|西门子 Siemens|博世 Bosch|空客 Airbus|波音 Boeing|诺基亚 Nokia|爱立信 Ericsson
辉瑞 Pfizer|拜耳 Bayer|雀巢 Nestlé|联合利华 Unilever|壳牌 Shell|松下 Panasonic|日立 Hitachi|甲骨文 Oracle|高通 Qualcomm
特斯拉 Tesla|福特 Ford|通用汽车 General~Motors|中兴通讯 ZTE|海尔 Haier|美的集团 Midea|宁德时代 CATL|中国石化 Sinopec|星辰科技 Xingchen~Tech
远航物流 Yuanhang~Logistics|蓝湖能源 Blue~Lake~Energy|北岸银行 Northshore~Bank|橡树软件 Oakleaf~Software|海天制药 Haitian~Pharma"""
COUNTRIES = """中国 China|日本 Japan|韩国 South~Korea|印度 India|法国 France|德国 Germany|英国 Britain|意大利 Italy|西班牙 Spain
巴西 Brazil|阿根廷 Argentina|墨西哥 Mexico|加拿大 Canada|美国 the~United~States|澳大利亚 Australia|埃及 Egypt|肯尼亚 Kenya|南非 South~Africa
土耳其 Turkey|波兰 Poland|瑞典 Sweden|挪威 Norway|荷兰 the~Netherlands|比利时 Belgium|希腊 Greece|葡萄牙 Portugal|越南 Vietnam|泰国 Thailand
印度尼西亚 Indonesia|马来西亚 Malaysia|新加坡 Singapore|菲律宾 the~Philippines|智利 Chile|秘鲁 Peru|沙特阿拉伯 Saudi~Arabia|哈萨克斯坦 Kazakhstan"""
PERSONS = """王伟 Wang~Wei|李娜 Li~Na|张磊 Zhang~Lei|刘洋 Liu~Yang|陈静 Chen~Jing|杨帆 Yang~Fan|赵敏 Zhao~Min|周涛 Zhou~Tao|吴刚 Wu~Gang
徐丽 Xu~Li|孙杰 Sun~Jie|马丽 Ma~Li|何平 He~Ping|林涛 Lin~Tao|高翔 Gao~Xiang|约翰·史密斯 John~Smith|玛丽·琼斯 Mary~Jones|彼得·布朗 Peter~Brown
安娜·穆勒 Anna~Müller|卡洛斯·加西亚 Carlos~García|保罗·马丁 Paul~Martin|露西·格林 Lucy~Green|田中健 Ken~Tanaka|金敏浩 Kim~Min-ho"""
TOWNS = """上海 Shanghai|北京 Beijing|广州 Guangzhou|深圳 Shenzhen|成都 Chengdu|武汉 Wuhan|西安 Xi'an|南京 Nanjing|杭州 Hangzhou|青岛 Qingdao
东京 Tokyo|大阪 Osaka|首尔 Seoul|伦敦 London|巴黎 Paris|柏林 Berlin|马德里 Madrid|罗马 Rome|纽约 New~York|芝加哥 Chicago|波士顿 Boston|悉尼 Sydney"""
FRAMES = """org org#{a}收购了{b};{b}被{a}收购;{a}买下了{b};{b}由{a}收购;{a}完成对{b}的收购#{a} acquired {b};{b} was acquired by {a};{a} bought {b};{a} completed its takeover of {b};{b} was taken over by {a}
org org#{a}起诉了{b};{b}被{a}起诉;{a}将{b}告上法庭;{a}对{b}提起诉讼;{b}遭到{a}起诉#{a} sued {b};{b} was sued by {a};{a} took {b} to court;{a} filed a lawsuit against {b}
org org#{a}向{b}供应电池;{b}的电池由{a}供应;{a}为{b}供应电池;{b}从{a}采购电池#{a} supplies batteries to {b};{a} supplies {b} with batteries;{b} is supplied with batteries by {a};{b} buys its batteries from {a}
org org#{a}向{b}提供芯片;{a}给{b}提供芯片;{b}从{a}获得芯片;{b}使用由{a}提供的芯片#{a} provides {b} with chips;{a} provides chips to {b};{b} gets chips from {a};{b} is provided with chips by {a}
org org#{a}投资了{b};{b}获得{a}投资;{a}入股{b};{a}向{b}注资#{a} invested in {b};{b} received an investment from {a};{a} put money into {b}
org org#{a}把工厂卖给了{b};{b}从{a}手中买下工厂;{a}将工厂出售给{b}#{a} sold the plant to {b};{b} bought the plant from {a};the plant was sold to {b} by {a}
org org#{a}向{b}支付了专利费;{b}从{a}收到专利费;{a}给{b}付了专利费#{a} paid patent fees to {b};{b} received patent fees from {a};{a} paid {b} patent fees
org org#{a}的市值超过了{b};{b}的市值被{a}超过;{a}的市值高于{b};{b}的市值低于{a}#{a} overtook {b} in market value;{b} was overtaken by {a} in market value;{a} is worth more than {b};{b} is worth less than {a}
org org#{a}指责{b}窃取技术;{b}被{a}指责窃取技术;{a}称{b}窃取了技术#{a} accused {b} of stealing technology;{b} was accused by {a} of stealing technology;{a} said {b} had stolen technology
org org#{a}从{b}分拆出来;{b}分拆出了{a}#{a} was spun off from {b};{b} spun off {a}
org org#{a}持有{b}的股份;{b}的股份由{a}持有;{a}是{b}的股东#{a} holds a stake in {b};{a} is a shareholder of {b};{a} owns shares of {b}
org org#{a}把软件授权给{b}使用;{b}获得{a}的软件授权;{b}从{a}取得软件许可#{a} licensed its software to {b};{b} licensed the software from {a};{b} was given a software licence by {a}
country country#{a}向{b}出口小麦;{b}从{a}进口小麦;{a}把小麦卖到{b}#{a} exports wheat to {b};{b} imports wheat from {a};{b} buys wheat from {a};{a} sells wheat to {b}
country country#{a}对{b}实施制裁;{b}受到{a}制裁;{a}制裁了{b};{b}被{a}制裁#{a} imposed sanctions on {b};{b} was sanctioned by {a};{a} sanctioned {b}
country country#{a}向{b}派遣医疗队;{b}迎来{a}派出的医疗队;{a}派医疗队前往{b}#{a} sent a medical team to {b};{b} received a medical team from {a};a medical team was sent to {b} by {a}
country country#{a}队击败{b}队;{b}队负于{a}队;{b}队输给了{a}队;{a}队战胜了{b}队;{b}队被{a}队击败#{a} beat {b};{b} lost to {a};{b} was beaten by {a};{a} defeated {b}
country country#{a}向{b}提供贷款;{b}从{a}获得贷款;{b}向{a}借款;{a}给{b}贷款#{a} lent money to {b};{b} borrowed money from {a};{a} gave {b} a loan;{b} received a loan from {a}
country country#{a}的失业率高于{b};{b}的失业率低于{a};{a}的失业率比{b}高;{b}的失业率比{a}低#unemployment is higher in {a} than in {b};unemployment is lower in {b} than in {a};{a} has a higher unemployment rate than {b};{b} has a lower unemployment rate than {a}
country country#{a}对{b}公民免签;{b}公民前往{a}免签;{b}公民可免签进入{a}#{a} gave citizens of {b} visa-free entry;citizens of {b} may enter {a} without a visa
country country#{a}召回驻{b}大使;{a}驻{b}大使被召回#{a} recalled its ambassador to {b};the ambassador of {a} to {b} was recalled
country country#{a}批评{b}的渔业政策;{b}的渔业政策受到{a}批评;{a}对{b}的渔业政策提出批评#{a} criticised the fishing policy of {b};the fishing policy of {b} was criticised by {a}
country country#{a}向{b}引渡嫌疑人;嫌疑人从{a}被引渡到{b};{a}将嫌疑人引渡给{b}#{a} extradited the suspect to {b};the suspect was extradited from {a} to {b};the suspect was handed over to {b} by {a}
country country#{a}向{b}捐赠疫苗;{b}收到{a}捐赠的疫苗;{a}给{b}捐了疫苗#{a} donated vaccines to {b};{b} received vaccines donated by {a};{b} was given vaccines by {a}
country country#{a}的面积比{b}大;{b}的面积比{a}小;{a}的面积大于{b}#{a} is larger than {b};{b} is smaller than {a};{a} has a larger area than {b}
person person#{a}接替{b}担任总裁;{b}的总裁职务由{a}接任;{a}继{b}之后出任总裁#{a} succeeded {b} as president;{b} was succeeded by {a} as president;{a} took over from {b} as president;{a} replaced {b} as president
person person#{a}采访了{b};{b}接受{a}采访;{b}接受了{a}的采访#{a} interviewed {b};{b} was interviewed by {a};{b} gave an interview to {a}
person person#{a}击败{b}夺冠;{b}不敌{a}屈居亚军;{b}在决赛中输给{a};{a}在决赛中战胜{b}#{a} beat {b} in the final;{b} lost the final to {a};{b} was defeated by {a} in the final;{a} won the final against {b}
person person#{a}救了{b};{b}被{a}救起;{b}获{a}救助#{a} rescued {b};{b} was rescued by {a};{a} saved {b}
person person#{a}比{b}年长;{b}比{a}年轻;{a}的年龄大于{b}#{a} is older than {b};{b} is younger than {a}
person person#{a}起诉{b}诽谤;{b}被{a}以诽谤罪名起诉;{a}控告{b}诽谤#{a} sued {b} for libel;{b} was sued for libel by {a}
person person#{a}把房子租给{b};{b}租住{a}的房子;{b}从{a}那里租房#{a} rents out a house to {b};{b} rents a house from {a};{a} is the landlord of {b}
person person#{a}是{b}的教练;{b}由{a}执教;{a}执教{b};{b}师从{a}#{a} coaches {b};{b} is coached by {a};{a} is the coach of {b}
person org#{a}创办了{b};{b}由{a}创办;{a}是{b}的创始人#{a} founded {b};{b} was founded by {a};{a} is the founder of {b}
person org#{a}辞去{b}的职务;{a}从{b}辞职;{a}离开了{b}#{a} resigned from {b};{a} left {b};{a} quit {b}
person org#{a}起诉了{b};{b}被{a}起诉;{a}将{b}告上法庭#{a} sued {b};{b} was sued by {a};{a} took {b} to court
org person#{a}任命{b}为首席财务官;{b}被{a}任命为首席财务官;{b}出任{a}首席财务官#{a} appointed {b} chief financial officer;{b} was appointed chief financial officer of {a};{a} named {b} as its chief financial officer
org person#{a}解雇了{b};{b}被{a}解雇;{a}开除了{b}#{a} fired {b};{b} was fired by {a};{a} dismissed {b}
town town#列车从{a}开往{b};列车由{a}出发，前往{b};开往{b}的列车从{a}发车#the train runs from {a} to {b};the train leaves {a} for {b};the train to {b} departs from {a}
town town#总部从{a}迁往{b};总部由{a}搬到{b};总部离开{a}，迁入{b}#the headquarters moved from {a} to {b};the headquarters left {a} for {b};the headquarters was relocated to {b} from {a}
town town#{a}的气温比{b}高;{b}的气温比{a}低;{a}的气温高于{b}#{a} is warmer than {b};{b} is colder than {a};temperatures are higher in {a} than in {b}
town town#{a}在{b}之前举办展会;{b}在{a}之后举办展会;展会先在{a}后在{b}举办#the fair was held in {a} before {b};the fair was held in {b} after {a};{b} hosted the fair after {a}
town town#{a}的房价涨幅超过{b};{b}的房价涨幅低于{a};{a}房价涨得比{b}快#house prices rose faster in {a} than in {b};house prices rose more slowly in {b} than in {a}
org org#{a}的员工比{b}多;{b}的员工比{a}少;{a}的员工人数多于{b}#{a} has more employees than {b};{b} has fewer employees than {a};{a} employs more people than {b}
org org#{a}从{b}挖走工程师;{b}的工程师被{a}挖走;{b}的工程师跳槽到{a}#{a} poached engineers from {b};engineers of {b} were hired away by {a};{b} lost engineers to {a}"""
METRICS = """销售额 sales#利润 profit#产量 output#股价 the~share~price#出口额 exports#客流量 passenger~numbers#库存 inventory#研发支出 R&D~spending#员工人数 headcount"""
CLAIMS = {
    True: [
        ("{who}证实，{what}", "{who}否认{what}"),
        ("经{who}核实，{what}", "经{who}核实，所谓“{what}”的说法不属实"),
        ("公报确认，{what}", "没有证据表明{what}"),
    ],
    False: [
        ("{who} confirmed that {what}", "{who} denied that {what}"),
        ("The records show that {what}", "It is not true that {what}"),
        ("Reports that {what} were confirmed", "Reports that {what} were false"),
    ],
}
