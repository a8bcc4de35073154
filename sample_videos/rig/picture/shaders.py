"""GLSL programs of the renderer.

Material numbers in ``uvf.z`` are those of `room` and `dressed`; ``uvf.w`` is the garment field in
metres. Colours are squared when they are read (a cheap sRGB decoding), and the tone curve takes the
root again.
"""

from __future__ import annotations

_VERSION = "#version 330\n"

#: Vertex shader of the figure and the room.
SCENE_VERTEX = (
    _VERSION
    + """
uniform mat4 VP;
uniform mat4 KEY;
in vec3 in_pos;
in vec3 in_nrm;
in vec4 in_uvf;
in vec3 in_rest;
out vec3 p;
out vec3 n;
out vec4 uvf;
out vec3 rest;
out vec3 ks;
void main() {
  p = in_pos;
  n = in_nrm;
  uvf = in_uvf;
  rest = in_rest;
  ks = (KEY * vec4(in_pos, 1)).xyz * 0.5 + 0.5;
  gl_Position = VP * vec4(in_pos, 1);
}
"""
)

#: Light: a key light with shadows, and four directions of the sky whose visibility is in an atlas.
_LIGHT = """
#define WN 0.538
uniform sampler2DShadow shadow;
uniform sampler2DShadow sky;
uniform sampler2D tex;
uniform sampler2D tex_noise;
uniform mat4 SKY[4];
uniform vec3 SKYD[4];
uniform vec3 key_dir;
uniform vec3 key_col;
uniform vec3 sky_col;
uniform vec3 ground_col;
uniform vec3 eye;
uniform vec3 base;
uniform float exposure;
uniform vec2 center;
in vec3 p;
in vec3 n;
in vec4 uvf;
in vec3 rest;
in vec3 ks;
out vec4 o;

float wsum(vec3 N) {
  float t = 0.0;
  for (int i = 0; i < 4; i++) t += max(0.0, dot(N, SKYD[i]) * 0.75 + 0.25);
  return t;
}

float key5(vec3 q) {
  float r = 1.6 / 1024.0;
  q.z -= 0.0025;
  float sh = texture(shadow, q) * 2.0;
  sh += texture(shadow, q + vec3(r, r, 0));
  sh += texture(shadow, q + vec3(-r, r, 0));
  sh += texture(shadow, q + vec3(r, -r, 0));
  sh += texture(shadow, q + vec3(-r, -r, 0));
  return sh / 6.0;
}

float key3(vec3 q) {
  float r = 1.5 / 1024.0;
  q.z -= 0.0025;
  return (texture(shadow, q + vec3(0, r, 0)) + texture(shadow, q + vec3(-r, -r, 0))
          + texture(shadow, q + vec3(r, -r, 0))) / 3.0;
}

float skyvis(vec3 pb, vec3 N) {
  float t = 0.0, a = 0.0;
  for (int i = 0; i < 4; i++) {
    float w = max(0.0, dot(N, SKYD[i]) * 0.75 + 0.25);
    t += w;
    vec4 s = SKY[i] * vec4(pb, 1);
    vec2 u = clamp(s.xy * 0.5 + 0.5, 0.004, 0.996);
    vec2 tl = vec2(float(i % 2), float(i / 2));
    a += w * texture(sky, vec3((u + tl) / vec2(2.0, 2.0), s.z * 0.5 + 0.497));
  }
  return a * WN;
}

vec3 tone(vec3 c) {
  c *= exposure;
  c = c * (1.0 + c * 0.10) / (1.0 + c * 0.55);
  return sqrt(clamp(c, 0.0, 1.0));
}
"""

_FIGURE = """
uniform float alpha_cut;
void main() {
  vec3 N = normalize(n);
  vec3 V = normalize(eye - p);
  if (dot(N, V) < 0.0) N = -N;
  vec3 alb;
  float spec = 0.0, gloss = 20.0, wrap = 0.1;
  vec3 sss = vec3(0.0);
  float f = uvf.w;
#if MAT == 0
  alb = texture(tex, uvf.xy).rgb;
  alb *= alb;
  spec = 0.25;
  gloss = 18.0;
  wrap = 0.25;
  sss = vec3(0.10, 0.03, 0.02);
#elif MAT == 1
  if (f < 0.0) discard;
  alb = texture(tex, rest.xz + 0.5 * vec2(rest.y, 0)).rgb;
  alb *= alb;
  if (f < 0.012) alb *= 0.8;
#elif MAT == 3
  vec4 painted = texture(tex, uvf.xy);
  if (painted.a < alpha_cut) discard;
  alb = painted.rgb * painted.rgb * base;
  spec = 0.06;
#else
  float ns = texture(tex_noise, rest.xz * 6.0 + rest.yy * 3.0).r;
  if (f < 0.006 * ns) discard;
  vec2 strand = vec2(rest.x * 40.0, rest.z * 3.0 + rest.y * 5.0);
  alb = base * (0.55 + 0.9 * texture(tex_noise, strand).r);
  spec = 0.35;
  gloss = 12.0;
#endif
  float nl = dot(N, key_dir);
  float sh = key3(ks);
  float dif = max(0.0, (nl + wrap) / (1.0 + wrap));
  vec3 c = alb * key_col * dif * sh
           + alb * sss * key_col * max(0.0, 1.0 - abs(nl) * 2.5) * sh;
  float amb = skyvis(p + N * 0.012, N);
  float up = N.z * 0.5 + 0.5;
  c += alb * (sky_col * amb * 0.85 + ground_col * (1.0 - up) * (0.45 + 0.55 * amb)
              + sky_col * 0.08);
  vec3 Hh = normalize(key_dir + V);
  c += spec * key_col * sh * pow(max(0.0, dot(N, Hh)), gloss) * 0.35;
  c += sky_col * pow(1.0 - max(0.0, dot(N, V)), 4.0) * 0.10 * amb;
  o = vec4(tone(c), 1.0);
}
"""

SKIN, CLOTH, HAIR, PAINTED = 0, 1, 2, 3


def figure_fragment(material: int) -> str:
    """Return the fragment shader of `SKIN`, `CLOTH`, `HAIR` or `PAINTED`.

    There is one program per material, so that a software rasteriser does not evaluate every texture
    for every pixel.
    """
    return f"{_VERSION}#define MAT {material}\n{_LIGHT}{_FIGURE}"


#: Fragment shader of the room, in terms that a frame only has to combine:
#: colour = C + K * key_shadow + A * sky_visibility.
ROOM_FRAGMENT = (
    _VERSION
    + _LIGHT
    + """
uniform vec3 mat_col;
uniform int term;
void main() {
  int m = int(uvf.z + 0.5);
  vec3 N = normalize(n);
  vec3 alb;
  float spec = 0.0;
  float nz = texture(tex_noise, m == 12 ? p.xy * 5.0 : (p.xy + p.zx) * 0.35).r;
  if (m == 10) {
    alb = texture(tex, p.xy * 0.5).rgb;
    alb *= alb;
    spec = 0.06;
  } else if (m == 12) {
    alb = mat_col * (0.85 + 0.3 * nz);
  } else {
    alb = (m == 11 ? base : rest) * (0.9 + 0.2 * nz);
  }
  float dif = max(0.0, dot(N, key_dir));
  float up = N.z * 0.5 + 0.5;
  vec3 Hh = normalize(key_dir + normalize(eye - p));
  vec3 K = alb * key_col * dif + spec * key_col * pow(max(0.0, dot(N, Hh)), 30.0) * 0.35;
  vec3 A = alb * (sky_col * 0.85 + ground_col * (1.0 - up) * 0.55);
  vec3 C = alb * (ground_col * (1.0 - up) * 0.45 + sky_col * 0.08);
  bool fl = (m == 10 || m == 12);
  float amb = wsum(N) * WN;
  if (!fl) {
    C += K + A * amb;
    K = vec3(0);
    A = vec3(0);
  }
  if (term == 0) o = vec4(C, fl ? 1.0 : 0.0);
  else if (term == 1) o = vec4(K, p.x);
  else o = vec4(A, p.y);
}
"""
)

#: The light map of the floor around the figure: shadow of the key light, visibility of the sky.
LIGHT_MAP_VERTEX = (
    _VERSION
    + """
uniform vec2 center;
uniform float lm_half;
uniform mat4 KEY;
in vec2 in_uv;
out vec3 p;
out vec3 n;
out vec4 uvf;
out vec3 rest;
out vec3 ks;
void main() {
  p = vec3(center + in_uv * lm_half, 0.002);
  n = vec3(0, 0, 1);
  uvf = vec4(0);
  rest = vec3(0);
  ks = (KEY * vec4(p, 1)).xyz * 0.5 + 0.5;
  gl_Position = vec4(in_uv, 0, 1);
}
"""
)
LIGHT_MAP_FRAGMENT = (
    _VERSION
    + _LIGHT
    + """
void main() {
  float sh = 1.0;
  if (ks.x > 0.0 && ks.x < 1.0 && ks.y > 0.0 && ks.y < 1.0) sh = key5(ks);
  o = vec4(sh, skyvis(p + vec3(0, 0, 0.004), vec3(0, 0, 1)), 0, 1);
}
"""
)

#: Depth only, for the shadow maps.
DEPTH_VERTEX = (
    _VERSION
    + """
uniform mat4 VP;
in vec3 in_pos;
void main() { gl_Position = VP * vec4(in_pos, 1); }
"""
)
DEPTH_FRAGMENT = _VERSION + "void main() {}\n"

#: Bakes values of the vertices into the texture atlas.
BAKE_VERTEX = (
    _VERSION
    + """
in vec2 in_uv;
in vec4 in_val;
out vec4 v;
void main() {
  v = in_val;
  gl_Position = vec4(in_uv * 2.0 - 1.0, 0, 1);
}
"""
)
BAKE_FRAGMENT = _VERSION + "in vec4 v;\nout vec4 o;\nvoid main() { o = v; }\n"
