/**
 * Korean verbs and adjectives with their English words, by the stem, which takes endings (지우는, 지웁니다), and the forms
 * that also stand alone (지워, 지워서): `stem,form,form english english;`. Written for this project. Verbs made of a noun and
 * 하다 or 되다 are among the nouns.
 */
export const koreanVerbs = `
찾,찾아 find search; 읽,읽어 read; 쓰,써 write use; 적,적어 write; 고치,고쳐 fix repair; 바꾸,바꿔 change replace convert; 바뀌,바뀌어 change modified;
지우,지워 delete remove erase; 버리,버려 discard drop throw; 없애,없어지 remove eliminate; 보내 send; 받,받아 receive accept get;
넣,넣어 put insert add; 빼 remove exclude subtract; 뽑,뽑아 extract pick select; 고르,골라 select choose pick; 나누,나눠,나누어 split divide;
쪼개 split chunk; 자르,잘라 cut truncate trim; 합치,합쳐 merge combine join; 묶,묶어 group bind batch;
풀,풀어,푸 release unlock decompress solve; 잠그,잠가 lock; 열어,여는,열 open; 닫,닫아 close; 끊,끊어 disconnect cut break;
끊기,끊겨 disconnect disconnected; 잇,이어,이은 connect join continue; 붙이,붙여 attach append; 붙,붙어 attach; 떼,떼어 detach; 막,막아 block prevent;
멈추,멈춰 stop halt pause; 끄,꺼 off disable stop; 켜 on enable; 돌리,돌려 rotate run return; 되돌리,되돌려 revert undo rollback restore;
돌아가,돌아오 return back; 따라가 follow; 따르,따라 follow; 기다리,기다려 wait; 늦추,늦춰 slow delay throttle; 늘리,늘려 increase grow extend;
늘어나,늘어난 grow increase; 줄이,줄여 reduce decrease shorten; 줄어들,줄어드 shrink decrease; 키우,키워 grow increase; 모으,모아 collect gather buffer;
쌓,쌓아 stack accumulate push; 꺼내 pop take get; 담,담아 hold contain put; 담기,담겨 contain; 채우,채워 fill populate; 비우,비워 empty clear flush;
남기,남겨 leave keep remain; 남,남은,남아 remain left rest; 숨기,숨겨 hide; 감추,감춰 hide mask; 드러내,드러나 expose reveal;
보여주,보여줘,보이 show display render; 알리,알려 notify inform tell; 알아내 detect determine find; 묻,물어 ask query; 부르,불러 call invoke;
불러오,불러와 load import fetch; 가져오,가져와 fetch get import load; 가져가 take; 내보내 export emit; 내려받,내려받아 download; 올리,올려 upload raise post;
옮기,옮겨 move transfer; 옮겨쓰,옮겨써 transcribe; 만들,만들어,만드,만든 create make build generate; 새로만들,새로만드 create; 짓,지어,지은 build;
세우,세워 set build; 세,세어 count; 재어 measure; 맞추,맞춰 fit match align adjust; 맞,맞아 match correct; 어긋나,어긋난 mismatch; 견주,견주어 compare;
비추,비춰 reflect; 꾸미,꾸며 decorate format style; 그리,그려 draw render paint; 칠하,칠해 color paint; 가리키,가리켜 point refer; 가리,가려 hide mask;
나타내,나타나 represent appear show; 뜻하,뜻해 mean; 다루,다뤄 handle manage deal; 돌보,돌봐 maintain; 지키,지켜 keep obey protect respect;
어기,어겨 violate; 넘기,넘겨 pass hand skip; 넘,넘어 exceed over; 넘치,넘쳐 overflow exceed; 벗어나,벗어난 escape outside leave; 뛰어넘,뛰어넘어 skip jump;
건너뛰,건너뛰어 skip; 빠지,빠져,빠진 missing fall omit; 빠뜨리,빠뜨려 omit miss forget; 놓치,놓쳐 miss lose drop; 잃,잃어 lose; 잊,잊어 forget;
기억하,기억해 remember memory; 외우,외워 memorize cache; 되풀이,되풀이해 repeat; 거듭,거듭해 repeat again; 겹치,겹쳐 overlap duplicate;
겹쳐쓰,덮어쓰,덮어써 overwrite override; 덮,덮어 cover override; 바로잡,바로잡아 correct fix; 어울리,어울려 match fit; 깨지,깨진,깨져 broken corrupt break;
깨우,깨워 wake notify; 망가지,망가진 broken corrupt; 부서지,부서진 broken; 터지,터져 crash explode; 죽,죽어 die dead kill crash; 죽이,죽여 kill;
살리,살려 restore revive keep alive; 살아있,살아남 alive live; 떨어지,떨어져 drop fall; 올라가 rise up; 내려가 down descend;
들어오,들어와 enter incoming arrive; 들어가 enter into; 나가 exit leave outgoing; 나오,나온,나와 output come; 오르,올라 rise; 내리,내려 lower drop down;
누르,눌러 press click push; 밀,밀어 push shift; 당기,당겨 pull; 끌,끌어 drag pull; 던지,던져 throw raise; 잡,잡아 catch grab hold;
놓,놓아 release place put; 쥐,쥐어 hold; 빌리,빌려 borrow lend lease; 빌려주,빌려줘 lend lease borrow; 돌려주,돌려줘 return give back;
주고받,주고받아 exchange send receive; 나르,날라 carry transport; 싣,실어 load carry; 퍼뜨리,퍼뜨려 spread broadcast propagate; 흩어지,흩어진 scatter;
퍼지,퍼져 spread; 뿌리,뿌려 scatter spread; 걸러내,거르,걸러 filter; 골라내 select filter; 가르,갈라 split divide; 갈라지,갈라져 branch diverge fork;
헤아리,헤아려 count; 살피,살펴 inspect check scan; 훑,훑어 scan walk traverse; 들여다보,들여다봐 inspect look; 엿보,엿봐 peek; 지켜보,지켜봐 watch observe;
따지,따져 check examine; 헷갈리,헷갈려 confuse ambiguous; 섞,섞어 mix shuffle; 뒤섞,뒤섞어 shuffle; 뒤집,뒤집어 reverse invert flip; 거꾸로하,거꾸로해 reverse;
줄세우,줄세워 order align queue; 늘어놓,늘어놓아 list arrange; 펼치,펼쳐 expand unfold flatten; 접,접어 fold collapse; 감싸 wrap enclose;
둘러싸 surround enclose wrap; 벗기,벗겨 strip unwrap; 깎,깎아 trim cut; 다듬,다듬어 trim clean refine; 닦,닦아 clean wipe;
씻,씻어 wash clean sanitize; 치우,치워 clean remove cleanup; 미루,미뤄 defer postpone delay lazy; 당겨오,당겨와 pull fetch;
앞당기,앞당겨 advance early; 달리,달려 run; 뛰,뛰어 run jump; 걷,걸어 walk; 움직이,움직여 move; 쉬는,쉬어 idle sleep; 잠자 sleep; 잠들,잠든 sleep;
일어나,일어난 occur happen; 벌어지,벌어진 happen; 생기,생긴,생겨 occur arise appear; 사라지,사라진,사라져 disappear vanish gone; 끝나,끝난 end finish complete;
끝내 end finish terminate; 마치,마쳐 finish complete; 그만두,그만둬 quit stop abandon; 포기하,포기해 give abandon; 이루,이뤄 achieve form;
거치,거쳐 pass through via; 지나,지난 pass elapsed past; 머무르,머물러 stay; 매기,매겨 assign rate number; 붙들,붙든 hold; 빨라지,빨라진 faster;
느려지,느려진,느려 slow slower; 커지,커진,커져 grow large big; 작아지,작아진 shrink small; 길어지,길어진 longer grow; 쓰이,쓰여,쓰인 used written;
안쓰,안쓰이 unused; 물러나,물러난 back retreat; 물려받,물려받아 inherit; 이어받,이어받아 inherit takeover; 넘겨받,넘겨받아 receive takeover;
속하,속해 belong member; 달라지,달라진,달라져 differ change; 닮,닮은 similar; 비슷하,비슷해 similar; 같아지,같아진 equal; 틀리,틀린,틀려 wrong incorrect mismatch;
모자라,모자란 lack insufficient short; 가득하,가득차,가득찬 full; 텅비,텅빈 empty; 짝짓,짝지어,짝을지 pair match; 가리지,가리지않 regardless;
알아보,알아봐 recognize find out; 알아듣,알아들 understand; 이해하,이해해 understand; 믿,믿어 trust; 속이,속여 fake spoof deceive; 훔치,훔쳐 steal hijack;
새는,새어,새나가,새나오 leak; 흘리,흘려 leak flow; 흐르,흘러 flow; 넘나들,넘나드 cross; 얻,얻어 get obtain acquire; 구하,구해 get obtain compute; 팔,팔아 sell;
갈아타 switch; 갈아끼우,갈아끼워 swap replace; 떠넘기,떠넘겨 delegate; 맡기,맡겨 delegate entrust; 시키,시켜 order make; 가르치,가르쳐 teach train;
배우,배워 learn; 말하,말해 say tell; 듣,들어,들은 listen hear; 대답하,대답해 answer reply; 꼬리물,꼬리를무 chain; 얽히,얽힌 tangled; 매달,매달아 hang attach;
매이,매인 bound; 걸리,걸려,걸린 take stuck hang; 풀리,풀려 released unlocked; 눌리,눌린 pressed; 열리,열린,열려 open opened; 닫히,닫힌,닫혀 close closed;
잠기,잠긴,잠겨 locked lock; 막히,막힌,막혀 blocked stuck block; 밀리,밀린,밀려 delayed backlog lag; 뒤처지,뒤처진,뒤처져 lag behind slow;
따라잡,따라잡아 catch up; 앞서,앞선 before ahead; 겪,겪은 experience; 견디,견뎌 tolerate survive; 버티,버텨 tolerate survive hold;
고장나,고장난 broken failure; 되살리,되살려 restore recover revive; 되찾,되찾아 recover restore; 되풀,되풀이되 repeat; 다시쓰,다시써 rewrite reuse;
다시읽,다시읽어 reload reread; 다시하,다시해 retry redo; 새로고치,새로고쳐 refresh reload; 느리,느린 slow; 띄우,띄워 launch start show;
다르,달라,다른 differ different; 되돌아가,되돌아와 back return backtrack; 지켜지,지켜져 respected obeyed; 쪼개지,쪼개진 split; 나뉘,나뉜,나뉘어 divided split;
합쳐지,합쳐진 merged; 늦어지,늦어진 delayed late; 어지럽,어지러운 messy; 무겁,무거운,무거워 heavy; 가볍,가벼운,가벼워 light; 빠르,빨라,빠른 fast quick; 크,큰,커 large big;
작,작은,작아 small; 길,긴,길어 long; 짧,짧은,짧아 short; 많,많은,많아 many; 적으,적은 few; 높이,높여 raise increase; 낮추,낮춰 lower reduce; 좁히,좁혀 narrow;
넓히,넓혀 widen expand; 쉽,쉬운,쉬워 easy; 어렵,어려운,어려워 hard difficult; 같으,같아 equal same; 비어,비었 empty; 비우지,비운 empty;
쓸모없,쓸모없는 useless unused; 필요없,필요없는 unnecessary unneeded; 의미없,의미없는 meaningless; 끊임없,끊임없이 endless continuous;
끝없,끝없는,끝없이 endless infinite; 무한하,무한히 infinite; 쏟아지,쏟아져 flood pour; 몰리,몰려 crowd burst; 눈에띄,눈에띈 visible notice; 붙잡,붙잡아 catch hold;
붙들리,붙들린 held; 옮겨지,옮겨진 moved; 지정되,지정된 specified; 정해진,정해지 fixed determined specified; 부르기,불린,불려 called; 나열하,나열 list enumerate;
뜯,뜯어 unpack tear; 벌리,벌려 open spread; 메우,메워 fill patch; 맡,맡아,맡은 responsible handle own; 돌,돌아,도는 run loop rotate;
돌아다니,돌아다녀 crawl walk traverse; 넘겨주,넘겨줘 pass hand forward; 건네,건네주 pass hand; 전해주,전해 deliver pass; 남겨두,남겨둔 keep leave;
내버려두,내버려둬 leave ignore; 가만두,가만둬 leave; 붙여넣,붙여넣어 paste; 끼워넣,끼워넣어 insert embed inject; 끼우,끼워 insert; 집어넣,집어넣어 insert put;
뒤따르,뒤따라 follow trailing; 앞지르,앞질러 overtake; 밀어내,밀어내는 evict push; 쫓아내,쫓아낸 evict expel; 내쫓,내쫓아 evict kick; 몰아내,몰아낸 evict;
`;

/** Words that carry a question, not its subject: where, how, please show me, the code that. */
export const koreanFillers = `
어디 어디에 어디서 어디야 어디지 어디임 어딘가 어딘지 어느 어떤 어떻게 어떡해 어째서 왜 무엇 무엇을 무엇이 뭐 뭐야 뭔가 뭘 뭐지 뭔지 누구 누가 언제 얼마나 몇 이 그 저 이것 그것 저것 이거 그거 저거 여기 거기 저기 것
거 걸 게 건 곳 곳은 곳이 데 때 때문 수 등 및 또는 혹은 그리고 그러나 하지만 그래서 그런데 그러면 만약 만일 만 좀 잘 더 덜 꼭 제발 혹시 아마 정말 진짜 너무 매우 아주 계속 일단 코드 부분 로직 기능 구현 함수 클래스
처리 방법 방식 동작 역할을 관련 관한 대한 대해 대해서 위한 위해 위해서 통해 통한 따라 따른 의해 의한 있는 있는지 있나 있나요 있어 있어요 있지 있습니까 있습니다 있다 있게 있던 없는 없이 없나 없어 없다 하는 하는지 하나요
하고 하면 하려면 하나 해 해서 해줘 해주는 해주세요 했 했을 한다 합니다 하기 할 할지 함 하게 하지 하도록 되는 되는지 되나 되나요 되어 되어있 되면 된다 됩니다 돼 될 됨 되게 되지 되도록 않 않는 않게 않고 않은 않으면
않아 않아도 못 못하 못하는 못하면 못받 안 아니 아닌 아니면 아니라 아닐 이다 입니다 인가 인가요 인지 일까 일 이랑 나 내 내가 나의 제 제가 우리 너 알려줘 알려주세요 알려 알려주는 보여줘 보여주세요 찾아줘 찾아주세요
설명해줘 설명해 가르쳐줘 말해줘 궁금 궁금해 알고 알고싶 싶어 싶다 싶은 봐야 보려면 보면 봐 보고 위치 정의 정의되어 정의된 선언된 구현된 구현되어 존재 존재하는 담당 담당하는 사용되는 사용하는 이루어지는 일어나는 이어지는 경우
경우에 상황 정도 쪽 측 중 중에 중인 동안 전에 후에 뒤에 앞에 사이 안에 밖에 위에 아래에 자신 자체 스스로 우선 바로 지금 아직 이미 그냥 같은 같이 처럼 같은지 대로 나면 오면 가면 라고 이라고 라는 이라는 라면 이라면
자기 그대로 알맞게 제대로 역할 여부 정해 정해지 정하는 정할 정하 가지 가진 가지는 두는 두고 두 세 네 개 개의 번 번째 가능 가능한 수도 줄지 뭐가 어디로 어디를 한 온 된 좋게 아무도 아무 모든지 대비해 있으면 줘 주는 준
주고 주 안에서 말고 가까운 받게
`;

/** What is glued to the end of a noun: particles, plurals, the copula, and endings as in 주기적, 버킷별. */
export const koreanParticles = `
을 를 이 가 은 는 에 의 도 만 로 와 과 나 께 야 여 들 뿐 별 씩 적 화 용 형 내 인 일 임 란 랑 며 고 면 지 라 네 요 죠 서 자 에서 으로 에게 한테 까지 부터 마다 조차 마저 처럼 같이 보다 밖에 이나 이란
라는 이라는 이다 입니다 인가 인지 이야 이며 이고 이면 이라 라고 이라고 이지 하고 이랑 대로 만큼 라도 이라도 든지 인데 인가요 이에요 예요 이죠 에요
`;
