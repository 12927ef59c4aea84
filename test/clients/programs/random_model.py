"""Writes a small language model with random weights, for a server that only has to serve: python random_model.py PATH"""

import sys

import gguf
import numpy

WIDTH, INNER, LAYERS, HEADS = 64, 128, 2, 4
TOKENS = [b"<unk>", b"<s>", b"</s>", *(f"<0x{byte:02X}>".encode() for byte in range(256)), "▁".encode()]
KINDS = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL,
         *[gguf.TokenType.BYTE] * 256, gguf.TokenType.NORMAL]

random = numpy.random.default_rng(1)
writer = gguf.GGUFWriter(sys.argv[1], "llama")
writer.add_context_length(8192)
writer.add_embedding_length(WIDTH)
writer.add_block_count(LAYERS)
writer.add_feed_forward_length(INNER)
writer.add_head_count(HEADS)
writer.add_head_count_kv(HEADS)
writer.add_layer_norm_rms_eps(1e-5)
writer.add_rope_dimension_count(WIDTH // HEADS)
writer.add_vocab_size(len(TOKENS))
writer.add_tokenizer_model("llama")
writer.add_token_list(TOKENS)
writer.add_token_scores([0.0] * len(TOKENS))
writer.add_token_types(KINDS)
writer.add_bos_token_id(1)
writer.add_eos_token_id(2)


def add(name, *shape):
    ones = name.endswith("norm.weight")
    values = numpy.ones(shape) if ones else random.normal(0, 0.1, shape)
    writer.add_tensor(name, values.astype(numpy.float32))


add("token_embd.weight", len(TOKENS), WIDTH)
for layer in range(LAYERS):
    for name in ("attn_norm", "ffn_norm"):
        add(f"blk.{layer}.{name}.weight", WIDTH)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        add(f"blk.{layer}.{name}.weight", WIDTH, WIDTH)
    for name in ("ffn_gate", "ffn_up"):
        add(f"blk.{layer}.{name}.weight", INNER, WIDTH)
    add(f"blk.{layer}.ffn_down.weight", WIDTH, INNER)
add("output_norm.weight", WIDTH)
add("output.weight", len(TOKENS), WIDTH)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
