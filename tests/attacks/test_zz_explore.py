import itertools
import re
import time
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from consult.kernel.db import db
from tests.support import world as worlds
from tests.support.browser import Browser, new_request

PART=re.compile(r"<(?:(?P<conv>[^>]*):)?(?P<name>\w+)>")
EXTREME=[0,2**31-1,2**31,2**63,-1]
QUERIES=["", "after=x&page=-1&sort=xyz&chantier=abc&q=%25_%22%00%ED%A0%80&commune=%00&status=%00&kind=%00&language=%00&next=%0d%0a&actor=-1&number=99999999999999999999&event=%00&subject=%27&order=zzz",
 "q=%25_%22%27%5C&chantier=4&sort=newest&order=newest","q=%00&chantier=%00","q=%ED%A0%80","q="+"a"*10000,"q=a"+"%20b"*300,"after=WyJcdWQ4MDAiLDFd","after=WyJcdTAwMDAiLDFd","after=WzkyMjMzNzIwMzY4NTQ3NzU4MDdd","after=Wy0xXQ","after=WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwxXQ","after=WzkyMjMzNzIwMzY4NTQ3NzU4MDcsMV0","after=WzEsOTIyMzM3MjAzNjg1NDc3NTgwN10","commune=%00","commune="+"x"*5000,"councillor=99999999999999999999999","chantier=9999999999&q=a","q=%F0%90%80%80", "chantier=%D9%A1","q=*&q=%22", "q=%28%29+AND+OR+NEAR", "next=//evil", "next=%00", "hundred_days=%00","sort=%00","order=%00"]
def paths(app,w,method):
    for rule in app.url_map.iter_rules():
        if method not in rule.methods: continue
        parts=[(m["conv"] or "",m["name"]) for m in PART.finditer(rule.rule)]
        opts=[]
        for conv,name in parts:
            if name=="lang": opts.append(["fr"])
            elif conv.startswith("any("): opts.append([x.strip(" '") for x in conv[4:-1].split(",")])
            else: opts.append(w.ids[name])
        for combo in itertools.product(*opts):
            it=iter(combo)
            yield rule, PART.sub(lambda m:str(next(it)),rule.rule)
def test_get(app, capsys):
    w=worlds.build()
    bad=Counter(); n=0; t=time.time(); writes=[]
    def note(c,cur,st,*a):
        if st.lstrip().split()[0].upper() in ("INSERT","UPDATE","DELETE"): writes.append(st)
    for who,acc in w.people.items():
        b=Browser(app)
        if acc: b.sign_in(acc)
        db.session.commit()
        sa.event.listen(Engine,"before_cursor_execute",note)
        seen=set()
        for rule,path in paths(app,w,"GET"):
            qs = QUERIES if (rule.rule not in seen) else [""]
            if seen.add(rule.rule): pass
            for q in qs:
                new_request(); n+=1; writes.clear()
                r=b.client.get(path+("?"+q if q else ""))
                if r.status_code>=500 and rule.endpoint!="home.readyz": bad[(rule.rule,q[:60],"500")]+=1
                if "Traceback" in r.text: bad[(rule.rule,"traceback")]+=1
                if writes: bad[(rule.rule,writes[0][:60])]+=1
                if rule.rule.startswith("/<l") and r.mimetype=="text/html" and r.status_code not in(302,) and 'lang="fr"' not in r.text: bad[(rule.rule,"lang")]+=1
                if not r.text and r.status_code==200: bad[(rule.rule,"empty")]+=1
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and PART.search(rule.rule.replace("<language:lang>","fr")):
                for e in EXTREME+["%00","%ED%A0%80","a"*3000]:
                    p=PART.sub(lambda m:str(e),rule.rule.replace("<language:lang>","fr"))
                    new_request(); n+=1
                    r=b.client.get(p)
                    if r.status_code>=500: bad[(rule.rule,str(e)[:20])]+=1
        sa.event.remove(Engine,"before_cursor_execute",note)
    with capsys.disabled():
        print("\n",n,"requests",time.time()-t)
        for k,v in bad.items(): print(v,k)
