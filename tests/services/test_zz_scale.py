"""scratch"""
import time, random
import pytest, sqlalchemy as sa
from consult.kernel.db import db
from consult.kernel.clock import now
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.search import SearchDocument
from consult.models.similar import TextVector
from consult.kernel.text.analysis import terms
from consult.queries import proposals as queries, similar as vq
from tests.services.test_similar_recall import labelled
from tests.factories import people
import numpy as np
def test_scale(real_app):
    author=people.participant(); db.session.commit()
    T=labelled(); N=100_000; m=now(); rnd=random.Random(3)
    P=[];V=[];D=[]
    st=[terms(t.title+"\n"+t.body,t.language) for t in T]
    for i in range(1,N+1):
        k=rnd.randrange(len(T)); t=T[k]; c=rnd.randint(1,10)
        P.append(dict(id=i,chantier_number=c,kind="idea",state="published",visibility="visible",title=t.title,body=t.body*3,language=t.language,author_id=author.id,channel="online",created_at=m,changed_at=m,submitted_at=m,published_at=m,shown_version=1,newest_version=1,support_count=0,neighbour_support_count=0,comment_count=0,random_key=i))
        V.append(dict(id=i,proposal_id=i,number=1,title=t.title,body=t.body,language=t.language,created_at=m,review="accepted"))
        D.append(dict(kind="proposal",object_id=i,language=t.language,title=t.title,terms=st[k]+" "+st[(k+1)%len(T)]+" "+st[(k+2)%len(T)],chantier_number=c,changed_at=m))
        D.append(dict(kind="comment",object_id=i,language=t.language,title=t.title,terms=st[k],chantier_number=c,changed_at=m))
    for model,rows in ((Proposal.__table__,P),(ProposalVersion.__table__,V),(SearchDocument.__table__,D)):
        for j in range(0,len(rows),10000): db.session.execute(sa.insert(model),rows[j:j+10000])
    db.session.commit()
    if db.engine.dialect.name=="postgresql": db.session.execute(sa.text("analyze")); db.session.commit()
    t0=time.perf_counter(); w=vq.without_vector("m",32); print("\n",db.engine.dialect.name,"waiting none stored",time.perf_counter()-t0,len(w))
    vec=np.random.default_rng(1).standard_normal((N,512)).astype("f4"); vec/=np.linalg.norm(vec,axis=1)[:,None]; vec=vec.astype("<f2")
    for j in range(0,N,10000): db.session.execute(sa.insert(TextVector.__table__),[dict(proposal_version_id=j+x+1,model="m",vector=vec[j+x].tobytes(),made_at=m) for x in range(10000)])
    db.session.commit()
    if db.engine.dialect.name=="postgresql": db.session.execute(sa.text("analyze")); db.session.commit()
    t0=time.perf_counter(); w=vq.without_vector("m",32); print("waiting all stored",time.perf_counter()-t0,len(w))
    for name,kw in (("page",dict(chantier=4,newest=100)),("check",dict()),("chantier300",dict(chantier=4))):
        ts=[]
        for k in range(12):
            t=T[k*7]; t0=time.perf_counter(); r=queries.similar(t.title+"\n"+t.body,t.language,but=99_000+k,version=1,**kw); ts.append(time.perf_counter()-t0)
        print(name,"first %.1f ms, then median %.1f ms"%(ts[0]*1000,sorted(ts[1:])[5]*1000),len(r))
    from sqlalchemy.dialects import sqlite
