using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Benchmarks;

/// <summary>What it takes to bring a body into the form in which it is stored, and back: compressed, with and without encryption.</summary>
[MemoryDiagnoser]
public class BodyCodecBenchmarks
{
    private static readonly BodyOwner _owner = new("spotnana", "msg_2Fh8Kq0wXyZ3abcDEF12345", 0);

    private readonly byte[] _body = Body.Read();
    private BodyCodec _plain = null!;
    private BodyCodec _encrypting = null!;
    private byte[] _compressed = [];
    private byte[] _encrypted = [];
    private string _keyId = "";

    [GlobalSetup]
    public void Setup()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var errors = EncryptionKeys.Read("keys", path, out var keys);
        File.Delete(path);
        if (errors.Count > 0)
            throw new InvalidOperationException(string.Join(' ', errors));

        (_plain, _encrypting) = (new(new SnappyCompression(), EncryptionKeys.None), new(new SnappyCompression(), keys));
        (_compressed, _encrypted, _keyId) = (
            _plain.EncodeOwn(_body, _owner).Bytes.ToArray(), _encrypting.EncodeOwn(_body, _owner).Bytes.ToArray(), keys.First!.Id);
    }

    [Benchmark(Baseline = true)]
    public void Compress() => _plain.Encode(_body, _owner)!.Dispose();

    [Benchmark]
    public void CompressAndEncrypt() => _encrypting.Encode(_body, _owner)!.Dispose();

    [Benchmark]
    public byte[] Decompress() => _plain.Decode(SnappyCompression.Number, null, _compressed, _owner, _body.Length);

    [Benchmark]
    public byte[] DecryptAndDecompress() =>
        _encrypting.Decode(SnappyCompression.Number + BodyCodec.Encrypted, _keyId, _encrypted, _owner, _body.Length);
}
