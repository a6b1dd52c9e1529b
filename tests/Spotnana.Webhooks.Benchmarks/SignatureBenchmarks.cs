using BenchmarkDotNet.Attributes;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Benchmarks;

/// <summary>The verifier over a whole body: with one secret, and while secrets are rotated.</summary>
[MemoryDiagnoser]
public class SignatureBenchmarks
{
    private const string Id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
    private const string Timestamp = "1772473087";

    private readonly byte[] _body = Body.Read();
    private readonly SigningSecret[] _one = [SigningSecret.Generate()];
    private SigningSecret[] _three = [];
    private string _signature = "";

    [GlobalSetup]
    public void Sign()
    {
        _three = [SigningSecret.Generate(), SigningSecret.Generate(), _one[0]];
        _signature = WebhookSignature.Sign(_one[0], Id, Timestamp, _body);
    }

    [Benchmark(Baseline = true)]
    public SignatureVerdict One_secret() => WebhookSignature.Verify(_one, Id, Timestamp, _signature, _body, out _);

    [Benchmark]
    public SignatureVerdict The_last_of_three_secrets() => WebhookSignature.Verify(_three, Id, Timestamp, _signature, _body, out _);
}
