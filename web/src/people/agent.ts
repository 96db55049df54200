/** What a browser calls itself, in the words that its owner knows: `Edge · Windows`. */

/** The more particular first: most say that they are also Chrome and Safari. */
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger\//, 'WeChat'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/QQBrowser\//, 'QQ Browser'],
  [/(360SE|360EE|QIHU)/, '360'],
  [/OPR\//, 'Opera'],
  [/HuaweiBrowser\//, 'Huawei Browser'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/Version\/[\d.]+.* Safari\//, 'Safari'],
]
const MACHINES: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/(UOS|Kylin)/i, 'UOS'],
  [/Linux/, 'Linux'],
]

/** The browser and the machine of a user agent; null where neither is known. */
export function agentName(agent: string): string | null {
  const first = (names: [RegExp, string][]) => names.find(([sign]) => sign.test(agent))?.[1]
  return [first(BROWSERS), first(MACHINES)].filter(Boolean).join(' · ') || null
}
