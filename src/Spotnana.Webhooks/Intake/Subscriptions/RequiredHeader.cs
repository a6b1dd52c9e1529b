using Microsoft.AspNetCore.Http;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>A header that every request of a subscription must carry, with the values that are right.</summary>
internal sealed class RequiredHeader(string name, HeaderValue[] values)
{
    public bool IsIn(IHeaderDictionary request)
    {
        var sent = request[name];
        var isRight = false;
        if (sent.Count != 1)
            return isRight;

        var digest = HeaderValue.DigestOf(sent.ToString());
        foreach (var value in values)
            isRight |= value.Matches(digest);
        return isRight;
    }
}
