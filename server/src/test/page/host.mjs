// A host of MCP Apps: the official bridge and client, and the app in a frame with no way out but through the bridge.
// Bundled by app.mjs and run in a browser on a page of the server's own origin.
import { AppBridge, getToolUiResourceUri, isToolVisibilityAppOnly, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { SkillsClient } from "@modelcontextprotocol/client/ext/skills";

const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";

/** What happened, for the checks. */
window.seen = { calls: [], messages: [], links: [], heights: [], largest: 0 };

async function connected() {
  const client = new Client({ name: "check", version: "1" }, { capabilities: { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } } } });
  // The client tries for a stream of notifications; the server has none (405), which a browser calls an error.
  const quiet = (url, init) => (init?.method === "GET" ? Promise.resolve(new Response(null, { status: 405 })) : fetch(url, init));
  await client.connect(new StreamableHTTPClientTransport(new URL("/mcp", location.href), { fetch: quiet }));
  return client;
}

/** Every skill, read and held against its entry. */
window.readSkills = async () => {
  const skills = new SkillsClient(await connected());
  const { skills: entries } = await skills.list();
  const files = await Promise.all(entries.map((entry) => skills.read(entry)));
  return files.map((file) => ({ uri: file.uri, verified: file.verified, name: file.frontmatter.name, characters: file.body.length }));
};

window.show = async (args, { theme = "light", sandbox = "allow-scripts", answers = true } = {}) => {
  const client = await connected();
  const { tools } = await client.listTools();
  const tool = tools.find((t) => t.name === "show_cluster_map");
  const uri = getToolUiResourceUri(tool);
  seen.flat = tool._meta["ui/resourceUri"];
  seen.appOnly = tools.filter(isToolVisibilityAppOnly).map((t) => t.name);
  const { contents } = await client.readResource({ uri });
  seen.resource = { uri, mimeType: contents[0].mimeType, bytes: contents[0].text.length };

  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", sandbox);
  frame.style = "border:0;width:100%;height:300px;display:block";
  document.body.append(frame);
  const bridge = new AppBridge(null, { name: "check", version: "1" }, { openLinks: {}, serverTools: {}, message: { text: {} } }, { hostContext: { theme, displayMode: "inline" } });
  bridge.oncalltool = async (params) => {
    const asked = tools.find((t) => t.name === params.name);
    const visibility = asked?._meta?.ui?.visibility ?? ["model", "app"];
    if (!visibility.includes("app")) throw new Error(params.name + " is not for apps");
    seen.calls.push(params);
    const answer = await client.callTool(params);
    seen.largest = Math.max(seen.largest, JSON.stringify(answer).length);
    return answer;
  };
  bridge.onmessage = async (params) => (seen.messages.push(params), {});
  bridge.onopenlink = async (params) => (seen.links.push(params.url), {});
  bridge.onsizechange = ({ height }) => {
    seen.heights.push(height);
    frame.style.height = height + "px";
  };
  window.bridge = bridge;
  const ready = new Promise((done) => (bridge.oninitialized = done));
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.srcdoc = contents[0].text.replace("<head>", `<head><meta http-equiv="Content-Security-Policy" content="${POLICY}">`);
  await ready;
  await bridge.sendToolInput({ arguments: args });
  if (answers) await bridge.sendToolResult(await client.callTool({ name: "show_cluster_map", arguments: args }));
};
