"""The style and the script of the page, which its Content-Security-Policy knows by their hashes."""

from __future__ import annotations

# Changes of either text change its hash, which the page itself computes for its policy.
STYLE = """\
:root{--bg:#fff;--fg:#1b2430;--soft:#5b6776;--line:#d8dee6;--card:#f6f8fa;--add:#e3f6e8;--del:#fde8e6;--ins:#b6e7c2;
--gone:#f9c4be;--bad:#b3261e;--warn:#8a5a00;--link:#1f5fbf}
@media(prefers-color-scheme:dark){:root{--bg:#12171e;--fg:#e4e9f0;--soft:#9aa7b5;--line:#2c3642;--card:#1a212a;
--add:#16331f;--del:#3d1d1b;--ins:#24633a;--gone:#7a2f29;--bad:#ff8a80;--warn:#f2c063;--link:#82b1ff}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1200px;padding:16px;background:var(--bg);color:var(--fg);
font:15px/1.45 system-ui,sans-serif}h1{font-size:1.4rem;margin:.2em 0}h2{font-size:1.1rem;margin:1.4em 0 .5em}
h3{font-size:.95rem;margin:1em 0 .4em;color:var(--soft)}code,pre{font:13px/1.45 ui-monospace,monospace}
pre{margin:0;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:4px 8px;border-bottom:1px solid var(--line);overflow-wrap:anywhere;
min-width:5.5em}th{white-space:nowrap}[id],summary{scroll-margin-top:64px}
details{border:1px solid var(--line);border-radius:6px;margin:6px 0;background:var(--card)}
summary{padding:6px 10px;cursor:pointer;overflow-wrap:anywhere}summary:focus-visible,input:focus-visible,
label:focus-visible{outline:2px solid var(--link);outline-offset:1px}details>div{padding:4px 12px 10px;
border-top:1px solid var(--line)}.soft{color:var(--soft)}.error{color:var(--bad);font-weight:600}
.warning{color:var(--warn);font-weight:600}.field{margin:8px 0}.two{display:none}
.two>pre,.one>pre{padding:2px 6px;border-radius:4px}.old{background:var(--del)}.new{background:var(--add)}
del{background:var(--gone);text-decoration:none}ins{background:var(--ins);text-decoration:none}
#side:checked~main .two{display:grid;grid-template-columns:1fr 1fr;gap:6px}#side:checked~main .one{display:none}
nav{position:sticky;top:0;background:var(--bg);padding:6px 0;border-bottom:1px solid var(--line);z-index:1}
nav a{color:var(--link);margin-right:12px}#filter{display:none;width:min(100%,320px);padding:5px 8px;margin:6px 0;
border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--fg);font:inherit}
.scripted #filter{display:inline-block}.scripted .unscripted{display:none}
details>pre{padding:4px 12px 10px}.hidden{display:none}.figure{overflow:auto;border:1px solid var(--line);
border-radius:6px}.line:hover{background:var(--ins)}.line{display:block;min-height:1.45em}
@media(max-width:640px){body{padding:10px}#side:checked~main .two{grid-template-columns:1fr}th,td{padding:3px 5px}}
@media print{nav,#side,label{display:none}details{break-inside:avoid;border-color:#999}body{max-width:none}}
"""

# No text goes into the page as HTML: the script sets `textContent` and `title` only, so that nothing of a tree can
# run.
SCRIPT = """\
'use strict';
const root=document.documentElement,all=s=>Array.from(document.querySelectorAll(s));
root.classList.add('scripted');
const filter=document.getElementById('filter'),rows=all('[data-text]');
const lower=rows.map(each=>(each.dataset.text+' '+each.textContent).toLowerCase());
filter.addEventListener('input',()=>{
  const words=filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
  rows.forEach((each,at)=>each.classList.toggle('hidden',!words.every(word=>lower[at].includes(word))));
});
const cards=()=>all('main details').filter(each=>!each.classList.contains('hidden'));
let current=-1;
const go=step=>{
  const shown=cards();
  if(!shown.length)return;
  current=Math.min(Math.max(current+step,0),shown.length-1);
  shown[current].querySelector('summary').focus();
  shown[current].scrollIntoView({block:'nearest'});
};
document.addEventListener('keydown',event=>{
  if(event.ctrlKey||event.metaKey||event.altKey)return;
  if(event.target===filter){if(event.key==='Escape'){filter.blur();}return;}
  const open=value=>cards().forEach(each=>{each.open=value;});
  const keys={'/':()=>filter.focus(),j:()=>go(1),k:()=>go(-1),e:()=>open(true),c:()=>open(false),
    s:()=>{const side=document.getElementById('side');if(side)side.checked=!side.checked;}};
  if(keys[event.key]){event.preventDefault();keys[event.key]();}
});
window.addEventListener('beforeprint',()=>cards().forEach(each=>{each.open=true;}));
const packed=document.getElementById('packed');
if(packed&&window.DecompressionStream){
  const bytes=Uint8Array.from(atob(packed.textContent.trim()),each=>each.charCodeAt(0));
  const stream=new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  new Response(stream).text().then(text=>{
    const data=JSON.parse(text);
    all('[data-resource]').forEach(each=>each.addEventListener('toggle',()=>{
      const place=each.querySelector('pre');
      if(!each.open||place.dataset.done)return;
      place.dataset.done='1';
      place.textContent='';
      data.resources[Number(each.dataset.resource)].forEach(([line,writer])=>{
        const span=document.createElement('span');
        span.className='line';
        span.textContent=line+'\\n';
        if(writer>=0)span.title=data.writers[writer];
        place.append(span);
      });
    }));
    root.classList.add('unpacked');
  });
}
"""
