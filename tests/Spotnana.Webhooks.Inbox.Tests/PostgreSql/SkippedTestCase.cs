using Xunit.Abstractions;
using Xunit.Sdk;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>A test method that is not run, whatever its data.</summary>
public sealed class SkippedTestCase : XunitTestCase
{
    private string _reason = "";

    [Obsolete("Called by the de-serializer")]
    public SkippedTestCase()
    {
    }

    public SkippedTestCase(IMessageSink sink, ITestMethod method, string reason)
        : base(sink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, method) => SkipReason = _reason = reason;

    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(_reason), _reason);
    }

    public override void Deserialize(IXunitSerializationInfo data)
    {
        base.Deserialize(data);
        SkipReason = _reason = data.GetValue<string>(nameof(_reason));
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) => _reason;
}
